package io.tickhouse.minio.care;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;

/**
 * Computes again what a rewrite claims: whether the files that a snapshot added have the rows of
 * those that it removed. It also judges rewrites of other tools, which have no receipt.
 *
 * <p>The removed files are in the store until expiry deletes them. After that, the added files are
 * compared with the receipt alone.
 */
public final class Verification {

    /** Reads the rows of a file of the table. */
    public interface Reader {

        /** The columns of the schema, as far as the file has them. */
        CloseableIterable<Record> read(InputFile file, Schema schema);
    }

    /** What was found. */
    public enum Verdict {
        /**
         * The added files have the rows of the removed ones, and of the receipt if there is one.
         */
        EQUAL,
        /** The removed files are gone; the added ones have the rows of the receipt. */
        AS_RECEIPT,
        /** Something differs. */
        DIFFERENT,
        /** The removed files are gone, and there is no receipt. */
        UNKNOWN
    }

    /**
     * What was found about one rewrite.
     *
     * @param receipt null if the snapshot has none
     * @param removed null if not all removed files are there
     */
    public record Finding(
            long snapshotId,
            long timestampMs,
            Receipt receipt,
            ContentHash removed,
            ContentHash added,
            Verdict verdict) {}

    private final Table table;
    private final Reader reader;
    private final Function<InputFile, Metrics> footers;

    /**
     * @param footers what a file says of its columns
     */
    public Verification(Table table, Reader reader, Function<InputFile, Metrics> footers) {
        this.table = table;
        this.reader = reader;
        this.footers = footers;
    }

    /** The retained snapshots that replaced files by files, the oldest first. */
    public List<Snapshot> rewrites() {
        List<Snapshot> rewrites = new ArrayList<>();
        for (Snapshot each : table.snapshots()) {
            if (each.operation().equals(DataOperations.REPLACE)
                    && changes(each).removedDataFiles().iterator().hasNext()) {
                rewrites.add(each);
            }
        }
        return rewrites;
    }

    /**
     * Reads the files of a rewrite again, or their footers.
     *
     * @param progress takes each file that was read
     * @throws CareRefusal if it cannot be told, because of delete files or another algorithm, or if
     *     a file that the snapshot added is gone
     */
    public Finding verify(Snapshot snapshot, Proof proof, Consumer<DataFile> progress) {
        Optional<Receipt> receipt = Receipt.of(snapshot);
        receipt.ifPresent(each -> checkAlgorithm(snapshot, each));
        SnapshotChanges changes = changes(snapshot);
        if (changes.removedDeleteFiles().iterator().hasNext()
                || changes.addedDeleteFiles().iterator().hasNext()) {
            throw new CareRefusal(
                    ("Snapshot %d of table %s changed delete files, so its data files alone do not"
                                    + " tell its rows.")
                            .formatted(snapshot.snapshotId(), table.name()));
        }
        Schema schema = schema(snapshot, receipt);
        ContentHash added;
        try {
            added = sum(changes.addedDataFiles(), schema, proof, progress);
        } catch (NotFoundException e) {
            throw new CareRefusal(
                    "Table %s has lost rows: %s, which snapshot %d added."
                            .formatted(table.name(), e.getMessage(), snapshot.snapshotId()));
        }
        ContentHash removed;
        try {
            removed = sum(changes.removedDataFiles(), schema, proof, progress);
        } catch (NotFoundException e) {
            removed = null;
        }
        boolean asClaimed =
                receipt.isEmpty()
                        || isAsClaimed(receipt.get(), changes, schema, proof, added, progress);
        return new Finding(
                snapshot.snapshotId(),
                snapshot.timestampMillis(),
                receipt.orElse(null),
                removed,
                added,
                verdict(receipt.isPresent(), asClaimed, removed, added));
    }

    /** The receipt may be of another proof than the one asked for. */
    private boolean isAsClaimed(
            Receipt receipt,
            SnapshotChanges changes,
            Schema schema,
            Proof proof,
            ContentHash added,
            Consumer<DataFile> progress) {
        if (receipt.algorithm().equals(proof.algorithm())) {
            return receipt.content().equals(added);
        }
        if (proof == Proof.COUNTS) {
            return receipt.content().rows() == added.rows(); // more would mean to read the rows
        }
        return receipt.content()
                .equals(sum(changes.addedDataFiles(), schema, Proof.COUNTS, progress));
    }

    private static Verdict verdict(
            boolean hasReceipt, boolean asClaimed, ContentHash removed, ContentHash added) {
        if (!asClaimed || (removed != null && !removed.equals(added))) {
            return Verdict.DIFFERENT;
        }
        if (removed != null) {
            return Verdict.EQUAL;
        }
        return hasReceipt ? Verdict.AS_RECEIPT : Verdict.UNKNOWN;
    }

    private void checkAlgorithm(Snapshot snapshot, Receipt receipt) {
        if (Arrays.stream(Proof.values())
                .noneMatch(each -> each.algorithm().equals(receipt.algorithm()))) {
            throw new CareRefusal(
                    "The receipt of snapshot %d was made by %s, and this version makes %s."
                            .formatted(
                                    snapshot.snapshotId(),
                                    receipt.algorithm(),
                                    ContentHash.ALGORITHM));
        }
    }

    /** That of the receipt, or else of the snapshot: a column that was dropped since counts. */
    private Schema schema(Snapshot snapshot, Optional<Receipt> receipt) {
        Integer id = receipt.map(Receipt::schemaId).orElse(snapshot.schemaId());
        Schema schema = id == null ? table.schema() : table.schemas().get(id);
        if (schema == null) {
            throw new CareRefusal(
                    "Table %s no longer has the schema %d, with which snapshot %d was written."
                            .formatted(table.name(), id, snapshot.snapshotId()));
        }
        return schema;
    }

    private SnapshotChanges changes(Snapshot snapshot) {
        return SnapshotChanges.builderFor(table).snapshot(snapshot).build();
    }

    private ContentHash sum(
            Iterable<DataFile> files, Schema schema, Proof proof, Consumer<DataFile> progress) {
        RecordSum content = new RecordSum(schema);
        ContentHash counts = ContentHash.NOTHING;
        for (DataFile each : files) {
            InputFile file = table.io().newInputFile(each.location());
            if (!file.exists()) { // the client of S3 would fail with an exception of its own
                throw new NotFoundException("File %s is gone", each.location());
            }
            if (proof == Proof.COUNTS) {
                counts = counts.plus(ColumnCounts.of(each.location(), footers.apply(file), schema));
            } else {
                add(file, schema, content);
            }
            progress.accept(each);
        }
        return proof == Proof.COUNTS ? counts : content.sum();
    }

    private void add(InputFile file, Schema schema, RecordSum to) {
        try (CloseableIterable<Record> rows = reader.read(file, schema)) {
            rows.forEach(to::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
