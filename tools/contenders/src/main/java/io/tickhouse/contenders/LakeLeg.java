package io.tickhouse.contenders;

import io.tickhouse.connectors.iceberg.ColumnNames;
import io.tickhouse.connectors.iceberg.LakeCatalog;
import io.tickhouse.connectors.iceberg.LakeTable;
import io.tickhouse.connectors.iceberg.LakeTables;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The Iceberg tables; each keeps the guarantee of {@link LakeWriter}. */
final class LakeLeg implements Leg {

    private final LakeTables tables;
    private final Map<Kind, LakeWriter> writers = new EnumMap<>(Kind.class);

    /**
     * Opens the tables and creates missing ones.
     *
     * @param id of the table of trades
     * @param writer name under which the position is kept in the snapshots
     */
    LakeLeg(LakeCatalog catalog, TableIdentifier id, String writer) {
        tables = new LakeTables(catalog);
        for (Kind kind : Kind.values()) {
            TableIdentifier own = TableIdentifier.of(id.namespace(), id.name() + kind.suffix());
            Table table = tables.ensure(LakeTable.of(kind), own, ColumnNames.SEED, Map.of());
            writers.put(kind, new LakeWriter(table, kind, writer));
        }
    }

    @Override
    public void row(Message message) throws IOException {
        writers.get(message.kind()).write(message);
    }

    @Override
    public void commit(Map<TopicPartition, OffsetAndMetadata> next) throws IOException {
        for (LakeWriter writer : writers.values()) {
            writer.commit(next);
        }
    }

    @Override
    public void close() throws IOException {
        tables.close();
    }
}
