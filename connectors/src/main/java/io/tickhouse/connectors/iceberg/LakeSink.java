package io.tickhouse.connectors.iceberg;

import io.tickhouse.model.Message;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.iceberg.DistributionMode;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.sink.IcebergSink;

/**
 * Attaches an Iceberg table to a stream of messages.
 *
 * <p>Guarantee: each checkpoint's rows are committed to the table exactly once, in one snapshot. It
 * rests on {@link TableAccess}, {@link TableWriter}, aligned checkpoints and a catalog with atomic
 * commits. The job is restored from the newest checkpoint only, and maintenance keeps its position,
 * as {@code ./tickhouse lake} does. The sink finds its own last commit by the job and operator id
 * in the snapshots, so its uid must not change.
 */
public final class LakeSink {

    private LakeSink() {}

    /**
     * Writes the messages to the table.
     *
     * @param table as {@link LakeTables#ensure} returned it
     * @param name name of the operators; their uids derive from it
     * @param apart whether the table is written in a task of its own. At a checkpoint the writer
     *     closes and uploads its files; in the messages' own task that would delay their other
     *     receivers. It costs a copy of each row
     * @param onExpired if the table no longer says what the job has committed
     */
    public static <M extends Message> void attach(
            DataStream<M> messages,
            LakeTable columns,
            LakeCatalog catalog,
            TableIdentifier id,
            Table table,
            ColumnNames names,
            String name,
            boolean apart,
            ExpiredSnapshot onExpired) {
        DataStream<RowData> rows =
                messages.map(new RowMapper<M>(columns, table.schema(), names))
                        .returns(InternalTypeInfo.of(FlinkSchemaUtil.convert(table.schema())))
                        .name(name + "-rows")
                        .uid(name + "-rows");
        // From one subtask to one subtask, as if chained: the order is kept.
        attach(
                apart ? rows.rescale() : rows,
                catalog,
                id,
                table,
                name,
                columns.mostHeap(),
                onExpired);
    }

    /**
     * Writes rows with the columns of the table to the table.
     *
     * @param name name of the operators; their uids derive from it
     * @param mostHeap bytes of heap for the open files of a writer
     */
    static void attach(
            DataStream<RowData> rows,
            LakeCatalog catalog,
            TableIdentifier id,
            Table table,
            String name,
            long mostHeap,
            ExpiredSnapshot onExpired) {
        TableAccess access = new TableAccess(catalog, id, table);
        TableSink.Rows bounded =
                new TableSink.Rows(rows, access, table.schema(), mostHeap, onExpired);
        IcebergSink.forRowData(bounded)
                .tableLoader(access)
                .table(DescribedTable.of(table))
                .distributionMode(DistributionMode.NONE)
                .uidSuffix(name)
                .append();
        if (!bounded.attached()) {
            throw new IllegalStateException("Iceberg attached its own writer to " + table.name());
        }
    }
}
