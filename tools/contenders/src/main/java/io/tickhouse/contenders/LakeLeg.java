package io.tickhouse.contenders;

import io.tickhouse.connectors.iceberg.ColumnNames;
import io.tickhouse.connectors.iceberg.LakeCatalog;
import io.tickhouse.connectors.iceberg.LakeTable;
import io.tickhouse.connectors.iceberg.LakeTables;
import io.tickhouse.model.Bar;
import io.tickhouse.model.Message;
import io.tickhouse.model.Quote;
import io.tickhouse.model.Trade;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The three Iceberg tables; each keeps the guarantee of {@link LakeWriter}. */
final class LakeLeg implements Leg {

    private final LakeTables tables;
    private final LakeWriter<Trade> trades;
    private final LakeWriter<Quote> quotes;
    private final LakeWriter<Bar> bars;

    /**
     * Opens the tables and creates missing ones.
     *
     * @param id of the table of trades
     * @param writer name under which the position is kept in the snapshots
     */
    LakeLeg(LakeCatalog catalog, TableIdentifier id, String writer) {
        tables = new LakeTables(catalog);
        trades = writer(LakeTable.TRADES, id, RowWriter::trades, writer);
        quotes = writer(LakeTable.QUOTES, id, RowWriter::quotes, writer);
        bars = writer(LakeTable.BARS, id, RowWriter::bars, writer);
    }

    private <M extends Message> LakeWriter<M> writer(
            LakeTable<M> kind,
            TableIdentifier id,
            Function<MessageType, RowWriter<M>> rows,
            String writer) {
        TableIdentifier own = TableIdentifier.of(id.namespace(), id.name() + kind.kind().suffix());
        Table table = tables.ensure(kind, own, ColumnNames.SEED, Map.of());
        return new LakeWriter<>(table, rows, writer);
    }

    @Override
    public void trade(Trade trade) throws IOException {
        trades.write(trade);
    }

    @Override
    public void quote(Quote quote) throws IOException {
        quotes.write(quote);
    }

    @Override
    public void bar(Bar bar) throws IOException {
        bars.write(bar);
    }

    @Override
    public void commit(Map<TopicPartition, OffsetAndMetadata> next) throws IOException {
        trades.commit(next);
        quotes.commit(next);
        bars.commit(next);
    }

    @Override
    public void close() throws IOException {
        tables.close();
    }
}
