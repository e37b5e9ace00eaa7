package io.tickhouse.minio.care;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.util.SnapshotUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits a proven rewrite beside writers: the only way in which a rewrite becomes visible.
 *
 * <p>Guarantees, whatever else is committed between the plan and now:
 *
 * <ul>
 *   <li>No row is lost or repeated. Files never change, so the proof that outputs have the rows of
 *       the inputs holds on any later head. Iceberg refuses the commit if an input is not in the
 *       table any more, so of two rewrites of a file one is refused.
 *   <li>Each writer finds its position after a restore. The snapshot repeats the newest one, and a
 *       commit of a writer in between is noticed ({@link WriterPositions}). After {@link #GUARDED}
 *       tries it repeats none, which is safe as long as the ancestors stay.
 *   <li>An answer that got lost is looked up by the id of the receipt. Nothing is deleted then.
 *   <li>An attempt that another one took for dead does not commit ({@link Fence}).
 * </ul>
 */
public final class Publication {

    private static final Logger LOG = LoggerFactory.getLogger(Publication.class);

    /** Commits that repeat the newest position. */
    static final int GUARDED = 5;

    private static final int ATTEMPTS = 10;

    private final Table table;
    private final Receipt receipt;
    private final List<DataFile> inputs;
    private final List<DataFile> outputs;
    private final Duration pause;

    /**
     * @param receipt of exactly these files
     * @param inputs files of the snapshot that the receipt names
     * @param outputs that were read again
     * @throws CareRefusal if their numbers of rows are not those of the receipt
     */
    public Publication(
            Table table,
            Receipt receipt,
            Collection<DataFile> inputs,
            Collection<DataFile> outputs) {
        this(table, receipt, inputs, outputs, Duration.ofSeconds(2));
    }

    Publication(
            Table table,
            Receipt receipt,
            Collection<DataFile> inputs,
            Collection<DataFile> outputs,
            Duration pause) {
        this.table = table;
        this.receipt = receipt;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.pause = pause;
        long in = rows(inputs);
        long out = rows(outputs);
        if (in != receipt.content().rows() || out != receipt.content().rows()) {
            throw new CareRefusal(
                    ("%,d rows were read, but the table has %,d in the files to replace and %,d in"
                                    + " the new ones: nothing is committed.")
                            .formatted(receipt.content().rows(), in, out));
        }
    }

    private static long rows(Collection<DataFile> files) {
        return files.stream().mapToLong(ContentFile::recordCount).sum();
    }

    /**
     * Commits, and returns the snapshot. If it was committed before, it is only looked up.
     *
     * @throws CareRefusal if it cannot be committed any more; the outputs are then of no use
     * @throws CommitStateUnknownException if it is unknown whether it was committed
     */
    public Snapshot commit() throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                table.refresh();
                Optional<Snapshot> landed = landed();
                return landed.isPresent() ? landed.get() : commit(attempt <= GUARDED);
            } catch (Moved | CommitStateUnknownException | CommitFailedException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                LOG.info("Commit {} of {} goes on: {}", attempt, receipt.run(), e.getMessage());
                if (!(e instanceof Moved)) {
                    Thread.sleep(pause.toMillis());
                }
            }
        }
    }

    private Optional<Snapshot> landed() {
        for (Snapshot each : SnapshotUtil.currentAncestors(table)) {
            if (receipt.isThatOf(each)) {
                return Optional.of(each);
            }
            if (each.snapshotId() == receipt.planSnapshot()) {
                break;
            }
        }
        return Optional.empty();
    }

    private Snapshot commit(boolean repeatsPosition) {
        WriterPositions positions = WriterPositions.of(table);
        RewriteFiles commit = table.newRewrite().validateFromSnapshot(receipt.planSnapshot());
        inputs.forEach(commit::deleteFile);
        outputs.forEach(commit::addFile);
        receipt.summary().forEach(commit::set);
        if (repeatsPosition) {
            positions.carryNewest(commit);
        }
        Guard guard = new Guard(repeatsPosition ? positions : null);
        commit.validateWith(guard);
        try {
            commit.commit();
        } catch (ValidationException e) {
            if (guard.positionsMoved) {
                throw new Moved(e);
            }
            table.refresh();
            // A lost answer may be one that came late.
            return landed().orElseThrow(() -> refused(guard, e));
        }
        table.refresh();
        return landed().orElseThrow(
                        () ->
                                new CommitStateUnknownException(
                                        new IllegalStateException(
                                                "The catalog took the commit, but does not show"
                                                        + " it.")));
    }

    private CareRefusal refused(Guard guard, ValidationException e) {
        return new CareRefusal(
                guard.refusal != null
                        ? guard.refusal
                        : "Table %s has changed meanwhile (%s): compact it again."
                                .formatted(table.name(), e.getMessage()));
    }

    /** A writer committed between the look at its position and the commit. */
    private static final class Moved extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Moved(ValidationException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private final class Guard implements SnapshotAncestryValidator {

        private final WriterPositions repeated;
        private boolean positionsMoved;
        private String refusal;

        /**
         * @param repeated by the commit, or null
         */
        Guard(WriterPositions repeated) {
            this.repeated = repeated;
        }

        @Override
        public boolean validate(Iterable<Snapshot> base) {
            positionsMoved = false;
            refusal = refusal(base);
            if (refusal == null && repeated != null) {
                positionsMoved = !repeated.sameAs(WriterPositions.of(base));
            }
            return refusal == null && !positionsMoved;
        }

        private String refusal(Iterable<Snapshot> base) {
            for (Snapshot each : base) {
                if (Fence.isAround(receipt.run(), each)) {
                    return "Another compaction, or a search for orphans, took this one for dead,"
                            + " and removed its files: compact again, with a longer"
                            + " --leftovers-after or --min-age.";
                }
                if (each.snapshotId() == receipt.planSnapshot()) {
                    return null;
                }
            }
            return "The snapshot that was compacted is no longer in the history of table %s:"
                            .formatted(table.name())
                    + " compact it again, and let expiry keep more of it.";
        }

        @Override
        public String errorMessage() {
            return refusal == null ? "A writer committed meanwhile" : refusal;
        }
    }
}
