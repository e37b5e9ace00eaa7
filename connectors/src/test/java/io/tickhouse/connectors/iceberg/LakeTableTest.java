package io.tickhouse.connectors.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.model.Bar;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import io.tickhouse.model.Trade;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;

/** The columns of the lake, and what a message puts into them. */
class LakeTableTest {

    @Test
    void namesInWordsDifferEvenForWhoIgnoresCase() {
        for (LakeTable table : LakeTable.all()) {
            assertThat(table.schema(ColumnNames.DESCRIPTIVE).columns())
                    .extracting(column -> column.name().toLowerCase(Locale.ROOT))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void everyColumnAndElementHasAnIdOfItsOwn() {
        for (LakeTable table : LakeTable.all()) {
            Schema schema = table.schema(ColumnNames.SEED);
            int elements =
                    (int) schema.columns().stream().filter(c -> c.type().isListType()).count();

            assertThat(TypeUtil.indexById(schema.asStruct()))
                    .hasSize(schema.columns().size() + elements);
        }
    }

    @Test
    void theNamesOfColumnsChangeNothingElse() {
        for (LakeTable table : LakeTable.all()) {
            List<NestedField> seed = table.schema(ColumnNames.SEED).columns();
            List<NestedField> words = table.schema(ColumnNames.DESCRIPTIVE).columns();

            assertThat(words).hasSameSizeAs(seed);
            for (int i = 0; i < seed.size(); i++) {
                assertThat(words.get(i).type()).isEqualTo(seed.get(i).type());
                assertThat(words.get(i).fieldId()).isEqualTo(seed.get(i).fieldId());
                assertThat(words.get(i).isRequired()).isEqualTo(seed.get(i).isRequired());
            }
        }
    }

    @Test
    void aTableIsPartitionedByTheTimeOfItsEvents() {
        for (LakeTable table : LakeTable.all()) {
            Schema schema = table.schema(ColumnNames.DESCRIPTIVE);

            assertThat(table.partitions(schema).fields())
                    .singleElement()
                    .matches(field -> schema.findColumnName(field.sourceId()).equals("event_time"));
        }
    }

    /** No time is lost between the two columns that hold it. */
    @Property
    void aTimeComesBackFromItsTwoColumns(@ForAll @LongRange(min = 0) long timeNs) {
        Trade trade = trade();
        trade.timeNs = timeNs;

        RowData row = map(LakeTable.of(Kind.TRADE), trade);

        int time = position(LakeTable.of(Kind.TRADE), "event_time");
        TimestampData micros = row.getTimestamp(time, 6);
        BigInteger written =
                BigInteger.valueOf(micros.getMillisecond())
                        .multiply(BigInteger.valueOf(1_000_000))
                        .add(BigInteger.valueOf(micros.getNanoOfMillisecond() / 1000 * 1000L))
                        .add(BigInteger.valueOf(row.getInt(time + 1)));
        assertThat(written).isEqualTo(BigInteger.valueOf(timeNs));
    }

    @Property
    void aRowTellsWhereItCameFrom(@ForAll int partition, @ForAll long offset, @ForAll int index) {
        Trade trade = trade();
        trade.partition = partition;
        trade.offset = offset;
        trade.index = index;

        RowData row = map(LakeTable.of(Kind.TRADE), trade);

        assertThat(row.getInt(position(LakeTable.of(Kind.TRADE), "src_partition")))
                .isEqualTo(partition);
        assertThat(row.getLong(position(LakeTable.of(Kind.TRADE), "src_offset"))).isEqualTo(offset);
        assertThat(row.getInt(position(LakeTable.of(Kind.TRADE), "src_index"))).isEqualTo(index);
    }

    @Test
    void whatTheFeedDidNotSendIsNullAndZeroIsZero() {
        Bar bar = new Bar();
        bar.symbol = utf8("AAPL");
        bar.open = 0;
        bar.high = Double.NaN;
        bar.count = 0;

        RowData row = map(LakeTable.of(Kind.BAR), bar);

        assertThat(row.isNullAt(position(LakeTable.of(Kind.BAR), "T"))).isTrue();
        assertThat(row.getDouble(position(LakeTable.of(Kind.BAR), "o"))).isZero();
        assertThat(row.isNullAt(position(LakeTable.of(Kind.BAR), "h"))).isTrue();
        assertThat(row.getLong(position(LakeTable.of(Kind.BAR), "n"))).isZero();

        bar.count = Message.ABSENT;

        assertThat(map(LakeTable.of(Kind.BAR), bar).isNullAt(position(LakeTable.of(Kind.BAR), "n")))
                .isTrue();
    }

    @Test
    void aRowHasTheColumnsOfItsTableInTheOrderOfTheTable() {
        Schema schema =
                new Schema(
                        NestedField.optional(1, "note", Types.StringType.get()),
                        NestedField.optional(2, "p", Types.DoubleType.get()),
                        NestedField.required(3, "S", Types.StringType.get()));
        Trade trade = trade();
        trade.price = 1.5;

        RowData row =
                new RowMapper<>(LakeTable.of(Kind.TRADE), schema, ColumnNames.SEED).map(trade);

        assertThat(row.getArity()).isEqualTo(3);
        assertThat(row.isNullAt(0)).isTrue();
        assertThat(row.getDouble(1)).isEqualTo(1.5);
        assertThat(row.getString(2)).hasToString("AAPL");
    }

    @Test
    void aColumnOfOthersThatMayNotBeNullIsRefused() {
        Schema schema =
                new Schema(
                        NestedField.required(1, "S", Types.StringType.get()),
                        NestedField.required(2, "desk", Types.StringType.get()));

        assertThatThrownBy(
                        () -> new RowMapper<>(LakeTable.of(Kind.TRADE), schema, ColumnNames.SEED))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("a column desk that the feed does not have");
    }

    /** A table whose columns are named the other way has none of the feed's. */
    @Test
    void aColumnUnderItsOtherNameIsNotFilled() {
        Schema schema = new Schema(NestedField.required(1, "symbol", Types.StringType.get()));

        assertThatThrownBy(
                        () -> new RowMapper<>(LakeTable.of(Kind.TRADE), schema, ColumnNames.SEED))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("a column symbol");
        assertThat(
                        new RowMapper<>(LakeTable.of(Kind.TRADE), schema, ColumnNames.DESCRIPTIVE)
                                .map(trade())
                                .getString(0))
                .hasToString("AAPL");
    }

    private static <M extends Message> RowData map(LakeTable table, M message) {
        return new RowMapper<>(table, table.schema(ColumnNames.SEED), ColumnNames.SEED)
                .map(message);
    }

    private static int position(LakeTable table, String seedName) {
        List<NestedField> columns = table.schema(ColumnNames.SEED).columns();
        return columns.indexOf(table.schema(ColumnNames.SEED).findField(seedName));
    }

    private static Trade trade() {
        Trade trade = new Trade();
        trade.symbol = utf8("AAPL");
        return trade;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
