package io.tickhouse.jobs.compact;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.minio.care.ColumnCounts;
import io.tickhouse.minio.care.ContentHash;
import io.tickhouse.minio.care.Proof;
import io.tickhouse.minio.care.RecordSum;
import java.io.IOException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.parquet.ParquetUtil;

/**
 * Reads the new files again from the store, with another reader than the one that read the old
 * files, and passes on only a group whose rows are the same.
 *
 * <p>Guarantee: what goes on to the commit has the rows of its inputs, each as often. It rests on
 * {@link ContentHash}. An error that both readers of Iceberg make in the same way stays hidden. A
 * file that says to be sorted is ({@link RowOrder}). With {@link Proof#COUNTS} only counts are the
 * same.
 */
final class VerifyFunction extends ProcessFunction<RewrittenGroup, RewrittenGroup> {

    private static final long serialVersionUID = 1L;

    private final TableLoader loader;
    private final Proof proof;
    private transient Table table;
    private transient Counter rowsVerified;

    VerifyFunction(TableLoader loader, Proof proof) {
        this.loader = loader;
        this.proof = proof;
    }

    @Override
    public void open(OpenContext context) {
        table = CompactJob.open(loader);
        rowsVerified = getRuntimeContext().getMetricGroup().counter("rowsVerified");
    }

    /**
     * @throws Refusal if the rows differ, or are not sorted; the new files are then gone
     */
    @Override
    public void processElement(RewrittenGroup group, Context context, Collector<RewrittenGroup> out)
            throws IOException {
        table.refresh();
        ContentHash written = proof == Proof.COUNTS ? counted(group) : written(group);
        if (!written.equals(group.read())) {
            delete(group);
            throw new Refusal(
                    ("The new files of table %s do not have the rows of the old ones (%s were read,"
                                    + " but the new files have %s): nothing is committed, and the"
                                    + " table is as it was. Please report this.")
                            .formatted(table.name(), group.read(), written));
        }
        out.collect(group);
    }

    private ContentHash counted(RewrittenGroup group) {
        Schema schema = table.schemas().get(group.schemaId);
        ContentHash counts = ContentHash.NOTHING;
        for (DataFile file : group.outputs()) {
            counts =
                    counts.plus(
                            ColumnCounts.of(
                                    file.location(),
                                    ParquetUtil.fileMetrics(
                                            table.io().newInputFile(file.location()),
                                            MetricsConfig.getDefault()),
                                    schema));
        }
        return counts;
    }

    private void delete(RewrittenGroup group) {
        for (DataFile file : group.outputs()) {
            table.io().deleteFile(file.location());
        }
    }

    private ContentHash written(RewrittenGroup group) throws IOException {
        Schema schema = table.schemas().get(group.schemaId);
        RecordSum sum = new RecordSum(schema);
        SortOrder sortOrder = CompactJob.sortOrder(table, group.sortOrderId);
        for (DataFile file : group.outputs()) {
            long before = sum.sum().rows();
            RowOrder order = new RowOrder(schema, sortOrder);
            try (CloseableIterable<Record> rows =
                    Parquet.read(table.io().newInputFile(file.location()))
                            .project(schema)
                            .createReaderFunc(
                                    type -> GenericParquetReaders.buildReader(schema, type))
                            .build()) {
                for (Record row : rows) {
                    sum.add(row);
                    order.add(row);
                }
            }
            if (!order.isKept()) {
                delete(group);
                throw new Refusal(
                        ("The new file %s of table %s is not sorted by %s: nothing is committed,"
                                        + " and the table is as it was. Please report this.")
                                .formatted(file.location(), table.name(), sortOrder));
            }
            rowsVerified.inc(sum.sum().rows() - before);
        }
        return sum.sum();
    }

    @Override
    public void close() throws Exception {
        loader.close();
    }
}
