package io.tickhouse.minio.care;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.types.Types.StructType;

/**
 * All rows of a snapshot as a hash, to compare it with another snapshot, or with one of another
 * table. Columns of another table are known by their names, because their ids mean nothing here.
 */
public final class TableContent {

    /** So that an id of one table is none of the other. */
    private static final int APART = 1_000_000;

    private final Table table;
    private final Snapshot snapshot;
    private final Verification.Reader reader;
    private final Function<InputFile, Metrics> footers;

    /**
     * @param snapshot null for no rows
     */
    public TableContent(
            Table table,
            Snapshot snapshot,
            Verification.Reader reader,
            Function<InputFile, Metrics> footers) {
        this.table = table;
        this.snapshot = snapshot;
        this.reader = reader;
        this.footers = footers;
    }

    /**
     * Reads all rows, or the footers of all files.
     *
     * @param as whose ids the columns are counted by
     * @param progress takes each file that was read
     * @throws CareRefusal if the snapshot has delete files, or a type that no hash covers
     */
    public ContentHash sum(Table as, Proof proof, Consumer<DataFile> progress) {
        if (snapshot == null) {
            return ContentHash.NOTHING;
        }
        // Of the table, and not of the snapshot: so both sides have what was added since.
        Schema schema = table.schema();
        IntUnaryOperator ids = ids(as);
        RecordSum rows = new RecordSum(under(ids, schema));
        ContentHash counts = ContentHash.NOTHING;
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().useSnapshot(snapshot.snapshotId()).planFiles()) {
            for (FileScanTask task : tasks) {
                if (!task.deletes().isEmpty()) {
                    throw new CareRefusal(
                            "Table %s has delete files, so its data files do not tell its rows."
                                    .formatted(table.name()));
                }
                InputFile file = table.io().newInputFile(task.file().location());
                if (proof == Proof.COUNTS) {
                    counts =
                            counts.plus(
                                    ColumnCounts.of(
                                            file.location(), footers.apply(file), schema, ids));
                } else {
                    add(file, schema, rows);
                }
                progress.accept(task.file());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return proof == Proof.COUNTS ? counts : rows.sum();
    }

    private void add(InputFile file, Schema schema, RecordSum to) throws IOException {
        try (CloseableIterable<Record> rows = reader.read(file, schema)) {
            rows.forEach(to::add);
        }
    }

    private IntUnaryOperator ids(Table as) {
        if (as.uuid().equals(table.uuid())) {
            return id -> id;
        }
        return id -> {
            NestedField other = as.schema().findField(table.schema().findColumnName(id));
            return other == null ? APART + id : other.fieldId();
        };
    }

    /** The same columns at the same places, with other ids. */
    private static StructType under(IntUnaryOperator ids, Schema schema) {
        List<NestedField> columns = new ArrayList<>();
        for (NestedField each : schema.columns()) {
            columns.add(NestedField.from(each).withId(ids.applyAsInt(each.fieldId())).build());
        }
        return StructType.of(columns);
    }
}
