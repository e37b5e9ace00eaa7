package io.tickhouse.tools.lake;

import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.parquet.Parquet;

/**
 * Reads one table piece by piece. As long as rows are only appended, each reading takes the files
 * that were added since the last one. Any other change may have changed rows that were read
 * already, so the whole table must be read again.
 *
 * <p>After an exception within a reading the next one starts over.
 */
public final class TableReader {

    /** What there is to read. */
    public enum News {
        NOTHING,
        /** Rows that were added; earlier readings stay valid. */
        ADDED,
        /** The whole table; earlier readings are no longer valid. */
        ALL
    }

    /** Takes rows. */
    public interface Rows {

        /**
         * Takes one row.
         *
         * @param writtenMs commit time of the snapshot that added the row's file; {@link
         *     Long#MAX_VALUE} if the table no longer knows it
         */
        void row(Record row, long writtenMs);
    }

    private static final long NO_SNAPSHOT = -1;

    private final Lake lake;
    private final TableIdentifier id;
    private Table table;
    private Snapshot current;
    private long read = NO_SNAPSHOT;
    private boolean startOver = true;

    TableReader(Lake lake, TableIdentifier id) {
        this.lake = lake;
        this.id = id;
    }

    /** Looks up the current snapshot, which {@link #read} then reads. */
    public News refresh() {
        table = lake.load(id);
        current = table == null ? null : table.currentSnapshot();
        if (!startOver && read == (current == null ? NO_SNAPSHOT : current.snapshotId())) {
            return News.NOTHING;
        }
        return !startOver && (read == NO_SNAPSHOT || onlyAppendedSince()) ? News.ADDED : News.ALL;
    }

    /** Whether the table existed at the last look. */
    public boolean exists() {
        return table != null;
    }

    /** Schema at the last look; null if there is no table. */
    public Schema schema() {
        return table == null ? null : table.schema();
    }

    /** Properties at the last look; empty if there is no table. */
    public Map<String, String> properties() {
        return table == null ? Map.of() : table.properties();
    }

    private boolean onlyAppendedSince() {
        for (Snapshot each = current; each != null; each = parent(each)) {
            if (each.snapshotId() == read) {
                return true;
            }
            if (!each.operation().equals(DataOperations.APPEND)) {
                return false;
            }
        }
        return false;
    }

    private Snapshot parent(Snapshot snapshot) {
        Long parent = snapshot.parentId();
        return parent == null ? null : table.snapshot(parent);
    }

    /**
     * Passes on the rows that {@link #refresh} found to be new.
     *
     * @param news result of that call
     * @param columns to read
     * @throws UserError if the store does not answer, or rows were deleted
     */
    public void read(News news, Schema columns, Rows to) {
        if (news == News.NOTHING) {
            return;
        }
        startOver = true;
        if (current != null) {
            boolean added = news == News.ADDED && read != NO_SNAPSHOT;
            scan(
                    () ->
                            added
                                    ? table.newIncrementalAppendScan()
                                            .fromSnapshotExclusive(read)
                                            .toSnapshot(current.snapshotId())
                                            .planFiles()
                                    : table.newScan().useSnapshot(current.snapshotId()).planFiles(),
                    columns,
                    Expressions.alwaysTrue(),
                    to,
                    () -> false);
        }
        read = current == null ? NO_SNAPSHOT : current.snapshotId();
        startOver = false;
    }

    /** Passes on again those rows read so far that may match the filter. */
    public void readAgain(Schema columns, Expression filter, Rows to, BooleanSupplier enough) {
        if (current != null) {
            scan(
                    () ->
                            table.newScan()
                                    .useSnapshot(current.snapshotId())
                                    .filter(filter)
                                    .planFiles(),
                    columns,
                    filter,
                    to,
                    enough);
        }
    }

    private interface Plan {
        CloseableIterable<FileScanTask> files();
    }

    private void scan(
            Plan plan, Schema columns, Expression filter, Rows to, BooleanSupplier enough) {
        Map<Long, Long> times = new HashMap<>();
        table.snapshots().forEach(each -> times.put(each.sequenceNumber(), each.timestampMillis()));
        try (CloseableIterable<FileScanTask> files = plan.files()) {
            for (FileScanTask file : files) {
                if (!file.deletes().isEmpty()) {
                    throw UserError.failed(
                            "Rows of table "
                                    + id
                                    + " were deleted after the flatten job wrote them, which looks"
                                    + " like a loss: compact the table first.");
                }
                Long sequence = file.file().dataSequenceNumber();
                read(file, columns, filter, to, times.getOrDefault(sequence, Long.MAX_VALUE));
                if (enough.getAsBoolean()) {
                    return;
                }
            }
        } catch (UserError e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw lake.unreachable(e); // the store's client has its own exceptions
        }
    }

    private void read(FileScanTask file, Schema columns, Expression filter, Rows to, long writtenMs)
            throws IOException {
        try (CloseableIterable<Record> rows =
                rows(table.io().newInputFile(file.file().location()), columns, filter)) {
            for (Record row : rows) {
                to.row(row, writtenMs);
            }
        }
    }

    /**
     * The rows of one file. It reads Parquet only, which is what the flatten job and Iceberg's own
     * maintenance write.
     *
     * @param columns to read
     */
    public static CloseableIterable<Record> rows(InputFile file, Schema columns) {
        return rows(file, columns, Expressions.alwaysTrue());
    }

    private static CloseableIterable<Record> rows(
            InputFile file, Schema columns, Expression filter) {
        return Parquet.read(file)
                .project(columns)
                .filter(filter)
                .createReaderFunc(schema -> GenericParquetReaders.buildReader(columns, schema))
                .build();
    }
}
