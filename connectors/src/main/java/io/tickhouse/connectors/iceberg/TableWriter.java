package io.tickhouse.connectors.iceberg;

import io.tickhouse.connectors.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.flink.sink.IcebergStreamWriterMetrics;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.io.WriteResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes rows into data files of a table, and passes these to the committer with each checkpoint.
 *
 * <p>Guarantee: the rows of a checkpoint are in the files that it names, each row in one; memory is
 * bounded as {@link OpenFiles} says. The state is the UUID of the table, so that a savepoint does
 * not continue in another table of the same name ({@link TableAccess}).
 *
 * <p>From time to time the table is loaded again, at a checkpoint, so that the catalog's
 * credentials are renewed before they expire. Columns and partitions stay those of the start, as in
 * the downstream operators. Those operators also keep the credentials of their start. These can
 * expire while the catalog names no endpoint to renew them. A commit then fails, and the job
 * continues from its last checkpoint with new ones.
 */
final class TableWriter
        implements CommittingSinkWriter<RowData, WriteResult>, StatefulSinkWriter<RowData, String> {

    private static final Logger LOG = LoggerFactory.getLogger(TableWriter.class);

    private final TableAccess access;
    private final Duration refreshInterval;
    private final PartitionSpec spec;
    private final OpenFiles files;
    private final IcebergStreamWriterMetrics metrics;
    private Table table;
    private long loaded;

    /**
     * @param schema the schema of the rows
     * @param mostHeap bytes of heap for open files
     * @throws Refusal if it is not the table that the job was started with, or the rows no longer
     *     fit it
     */
    TableWriter(
            TableAccess access,
            Schema schema,
            Duration refreshInterval,
            long mostHeap,
            WriterInitContext context) {
        this.access = access;
        this.refreshInterval = refreshInterval;
        if (!access.isOpen()) {
            access.open();
        }
        table = access.loadTable();
        loaded = System.nanoTime();
        spec = table.spec();
        for (PartitionField field : spec.fields()) {
            if (schema.findField(field.sourceId()) == null) {
                throw new Refusal(
                        ("Table %s is now partitioned by a column that this job does not know: stop"
                                        + " the job with a savepoint and start it from that.")
                                .formatted(table.name()));
            }
        }
        DataFileFactory factory = new DataFileFactory(table, schema, spec);
        OutputFileFactory names =
                OutputFileFactory.builderFor(
                                table,
                                context.getTaskInfo().getIndexOfThisSubtask(),
                                context.getTaskInfo().getAttemptNumber())
                        .format(factory.format())
                        .defaultSpec(spec)
                        .ioSupplier(() -> table.io())
                        .build();
        files =
                factory.files(
                        partition ->
                                spec.isUnpartitioned()
                                        ? names.newOutputFile()
                                        : names.newOutputFile(spec, partition),
                        factory.targetFileSize(),
                        mostHeap);
        metrics = new IcebergStreamWriterMetrics(context.metricGroup(), table.name());
    }

    @Override
    public void write(RowData row, Context context) throws IOException {
        files.write(row);
    }

    @Override
    public void flush(boolean endOfInput) {
        // Rows become visible only with a checkpoint.
    }

    @Override
    public Collection<WriteResult> prepareCommit() throws IOException {
        long start = System.nanoTime();
        List<DataFile> written = files.complete();
        WriteResult result = WriteResult.builder().addDataFiles(written).build();
        metrics.updateFlushResult(result);
        metrics.flushDuration((System.nanoTime() - start) / 1_000_000);
        refresh();
        return List.of(result);
    }

    private void refresh() {
        if (System.nanoTime() - loaded < refreshInterval.toNanos()) {
            return;
        }
        try {
            table = access.loadTable();
            loaded = System.nanoTime();
        } catch (Refusal e) {
            throw e;
        } catch (RuntimeException e) {
            // The current credentials may last for a while; when they do not, the job restarts.
            LOG.warn("Table {} could not be loaded again", table.name(), e);
        }
    }

    @Override
    public List<String> snapshotState(long checkpointId) {
        return List.of(access.uuid());
    }

    @Override
    public void close() throws IOException {
        try {
            files.abandon();
        } finally {
            access.close();
        }
    }
}
