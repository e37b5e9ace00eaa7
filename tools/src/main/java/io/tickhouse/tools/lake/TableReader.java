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
import org.apache.iceberg.parquet.Parquet;

/**
 * Reads one table piece by piece: as long as rows are only appended, each reading takes the files
 * that were added since the last one. Where anything else happened to the table, which may have
 * changed rows that were read already, all of it is to be read again.
 *
 * <p>An exception within a reading makes the next one start over.
 */
public final class TableReader {

    /** What there is to read. */
    public enum News {
        NOTHING,
        /** Rows that were added; what was read before stands. */
        ADDED,
        /** The whole table; what was read before is void. */
        ALL
    }

    /** Takes rows. */
    public interface Rows {

        /**
         * One row.
         *
         * @param writtenMs when the snapshot was committed that added the row's file; {@link
         *     Long#MAX_VALUE} where the table does not know any more
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

    /** Looks at the table as it is now, which is what {@link #read} reads. */
    public News refresh() {
        table = lake.load(id);
        current = table == null ? null : table.currentSnapshot();
        if (!startOver && read == (current == null ? NO_SNAPSHOT : current.snapshotId())) {
            return News.NOTHING;
        }
        return !startOver && (read == NO_SNAPSHOT || onlyAppendedSince()) ? News.ADDED : News.ALL;
    }

    /** Whether the table exists, as of the last look. */
    public boolean exists() {
        return table != null;
    }

    /** As of the last look; null if there is no table. */
    public Schema schema() {
        return table == null ? null : table.schema();
    }

    /** As of the last look; empty if there is no table. */
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
     * Hands over the rows that {@link #refresh} found to be news.
     *
     * @param news what it returned
     * @param columns of these columns alone
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

    /** Hands over again those rows of what was read to which the filter may apply. */
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
                                    + " were deleted since the flatten job wrote them, which"
                                    + " cannot be told from loss: compact the table first.");
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
            throw lake.unreachable(e); // the store's client has exceptions of its own
        }
    }

    /** Parquet alone, which is what the flatten job and Iceberg's own maintenance write. */
    private void read(FileScanTask file, Schema columns, Expression filter, Rows to, long writtenMs)
            throws IOException {
        try (CloseableIterable<Record> rows =
                Parquet.read(table.io().newInputFile(file.file().location()))
                        .project(columns)
                        .filter(filter)
                        .createReaderFunc(
                                schema -> GenericParquetReaders.buildReader(columns, schema))
                        .build()) {
            for (Record row : rows) {
                to.row(row, writtenMs);
            }
        }
    }
}
