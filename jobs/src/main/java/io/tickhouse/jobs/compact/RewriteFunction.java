package io.tickhouse.jobs.compact;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.iceberg.RowDataSum;
import io.tickhouse.connectors.iceberg.RowRewriter;
import io.tickhouse.minio.care.ColumnCounts;
import io.tickhouse.minio.care.ContentHash;
import io.tickhouse.minio.care.Proof;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;
import org.apache.iceberg.BaseCombinedScanTask;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.encryption.InputFilesDecryptor;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.flink.source.RowDataFileScanTaskReader;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.parquet.ParquetUtil;

/**
 * Reads the files of a group, adds up the hashes of their rows as they are read, and writes them
 * into new files, sorted if the plan says so. That those have the same rows is for {@link
 * VerifyFunction} to find out.
 */
final class RewriteFunction extends ProcessFunction<PlannedGroup, RewrittenGroup> {

    private static final long serialVersionUID = 1L;

    private final TableLoader loader;
    private final RowCopy rowCopy;
    private final Proof proof;
    private transient Table table;
    private transient Counter rowsRewritten;

    RewriteFunction(TableLoader loader, RowCopy rowCopy, Proof proof) {
        this.loader = loader;
        this.rowCopy = rowCopy;
        this.proof = proof;
    }

    @Override
    public void open(OpenContext context) {
        table = CompactJob.open(loader);
        rowsRewritten = getRuntimeContext().getMetricGroup().counter("rowsRewritten");
    }

    @Override
    public void processElement(PlannedGroup group, Context context, Collector<RewrittenGroup> out)
            throws IOException {
        table.refresh();
        Schema schema = table.schemas().get(group.schemaId);
        List<FileScanTask> files = group.files();
        RowDataSum content = new RowDataSum(schema);
        ContentHash counts = ContentHash.NOTHING;
        RowRewriter writer =
                new RowRewriter(
                        table,
                        schema,
                        group.specId,
                        CompactJob.sortOrder(table, group.sortOrderId),
                        group.maxFileSize,
                        group.run(),
                        group.group);
        List<DataFile> written;
        try {
            for (FileScanTask file : files) {
                InputFilesDecryptor input =
                        new InputFilesDecryptor(
                                new BaseCombinedScanTask(file),
                                new WholeFile(table.io(), file.file()),
                                table.encryption());
                long rows = copy(file, input, schema, content, writer);
                if (proof == Proof.COUNTS) {
                    counts = counts.plus(counted(input.getInputFile(file), schema, rows));
                }
            }
            written = writer.complete();
        } catch (IOException | RuntimeException e) {
            writer.abandon();
            throw e;
        }
        out.collect(
                RewrittenGroup.of(group, proof == Proof.COUNTS ? counts : content.sum(), written));
    }

    /** What the footer says, if the reader found as many rows. */
    private static ContentHash counted(InputFile file, Schema schema, long rows) {
        String location = file.location();
        ContentHash counts =
                ColumnCounts.of(
                        location,
                        ParquetUtil.fileMetrics(file, MetricsConfig.getDefault()),
                        schema);
        if (counts.rows() != rows) {
            throw new Refusal(
                    "File %s says that it has %,d rows, but has %,d: nothing is committed."
                            .formatted(location, counts.rows(), rows));
        }
        return counts;
    }

    /** Returns the number of rows. */
    private long copy(
            FileScanTask file,
            InputFilesDecryptor input,
            Schema schema,
            RowDataSum read,
            RowRewriter writer)
            throws IOException {
        RowDataFileScanTaskReader reader =
                new RowDataFileScanTaskReader(
                        schema,
                        schema,
                        table.properties().get(TableProperties.DEFAULT_NAME_MAPPING),
                        true,
                        List.of());
        long rows = 0;
        try (CloseableIterator<RowData> each = reader.open(file, input)) {
            while (each.hasNext()) {
                RowData row = each.next();
                if (proof == Proof.CONTENT) {
                    read.add(row);
                }
                rowCopy.copy(row, writer);
                rows++;
            }
        }
        rowsRewritten.inc(rows);
        return rows;
    }

    @Override
    public void close() throws Exception {
        loader.close();
    }
}
