package io.tickhouse.connectors.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import io.tickhouse.model.Quote;
import io.tickhouse.model.Trade;
import java.nio.charset.StandardCharsets;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class RowMapperTest {

    /** Flink ships the mapper to the TaskManagers as a serialized object. */
    @Test
    void mapsTheSameAfterTheWayToTheTaskManager() throws Exception {
        Trade trade = new Trade();
        trade.type = utf8("t");
        trade.symbol = utf8("AAPL");
        trade.exchange = utf8("V");
        trade.conditions = new byte[][] {utf8("@"), utf8("I"), utf8("@")};
        trade.id = 17;
        trade.price = 190.12;

        RowData row = shipped(LakeTable.of(Kind.TRADE)).map(trade);

        assertThat(row.getString(0)).hasToString("t");
        assertThat(row.getString(1)).hasToString("AAPL");
        assertThat(row.getLong(2)).isEqualTo(17);
        assertThat(row.getString(3)).hasToString("V");
        assertThat(row.getDouble(4)).isEqualTo(190.12);
        assertThat(row.getArray(7).size()).isEqualTo(3);
        assertThat(row.getArray(7).getString(1)).hasToString("I");
        assertThat(row.isNullAt(8)).isTrue();
    }

    @Test
    void doesNotMixUpTextsThatComeInTurns() throws Exception {
        RowMapper<Quote> mapper = shipped(LakeTable.of(Kind.QUOTE));
        Quote quote = new Quote();
        // Far more than the cache has slots for.
        for (int i = 0; i < 200_000; i++) {
            String symbol = "S" + i % 50_000;
            quote.symbol = utf8(symbol);
            quote.bidExchange = utf8(i % 2 == 0 ? "V" : "a name that is too long to be shared");

            RowData row = mapper.map(quote);

            assertThat(row.getString(0).toString()).isEqualTo(symbol);
            assertThat(row.getString(1).toBytes()).isEqualTo(quote.bidExchange);
        }
    }

    private static <M extends Message> RowMapper<M> shipped(LakeTable table) throws Exception {
        return InstantiationUtil.clone(
                new RowMapper<>(table, table.schema(ColumnNames.SEED), ColumnNames.SEED));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
