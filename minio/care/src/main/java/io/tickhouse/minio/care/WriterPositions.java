package io.tickhouse.minio.care;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * How far each writer of a table has committed, as Flink's Iceberg sink asks for it.
 *
 * <p>The sink keeps its position in the summary of the snapshots that it commits. After a restore
 * it walks from the head to the parents, and takes the first snapshot of its job and operator. What
 * it then holds beyond that checkpoint it commits, and what it holds up to there it does not. So
 * the guarantee "raw to Iceberg: exactly once" rests on this: every snapshot from the head to the
 * newest one of each writer stays, or a newer one repeats the position.
 */
public final class WriterPositions {

    static final String JOB = "flink.job-id";
    static final String OPERATOR = "flink.operator-id";
    static final String CHECKPOINT = "flink.max-committed-checkpoint-id";

    /** When the writer itself committed, in epoch milliseconds; in snapshots that repeat it. */
    static final String WRITTEN = "tickhouse.care.position-written-ms";

    /** What the sink finds for a writer that never committed. */
    public static final long NONE = -1;

    /**
     * One operator of one run of a job. A new submission is a new job; one from a savepoint or a
     * checkpoint is, too, but still asks for the old one until its first commit.
     *
     * @param job 32 hex digits
     * @param operator 32 hex digits, or null where an old sink did not say: such a snapshot counts
     *     for each operator of its job
     */
    public record Writer(String job, String operator) {

        /** As {@code --forget-writer} takes it. */
        @Override
        public String toString() {
            return operator == null ? job : job + "/" + operator;
        }

        private boolean isAnsweredBy(Writer found) {
            return job.equals(found.job)
                    && (found.operator == null || found.operator.equals(operator));
        }
    }

    /**
     * The newest commit of a writer.
     *
     * @param checkpoint up to which all its files are in the table
     * @param snapshotId which says so: the writer's own, or one that repeats it
     * @param writtenMs when the writer itself committed, in epoch milliseconds
     * @param depth how many snapshots are newer; 0 is the head
     */
    public record Position(
            Writer writer, long checkpoint, long snapshotId, long writtenMs, int depth) {

        /** What a snapshot says that repeats this position. */
        public Map<String, String> summary() {
            Map<String, String> summary = new LinkedHashMap<>();
            summary.put(JOB, writer.job);
            if (writer.operator != null) {
                summary.put(OPERATOR, writer.operator);
            }
            summary.put(CHECKPOINT, Long.toString(checkpoint));
            summary.put(WRITTEN, Long.toString(writtenMs));
            return summary;
        }
    }

    private final List<Position> newestFirst;

    private WriterPositions(List<Position> newestFirst) {
        this.newestFirst = List.copyOf(newestFirst);
    }

    /** Those at the head of the table's main branch, as it was last loaded or refreshed. */
    public static WriterPositions of(Table table) {
        return of(SnapshotUtil.currentAncestors(table));
    }

    /**
     * Those at the first of these snapshots.
     *
     * @param ancestors the head, its parent and so on, as the guard of a commit gets them
     */
    public static WriterPositions of(Iterable<Snapshot> ancestors) {
        Map<Writer, Position> found = new LinkedHashMap<>();
        int depth = 0;
        for (Snapshot each : ancestors) {
            Map<String, String> summary = each.summary();
            String job = summary.get(JOB);
            String checkpoint = summary.get(CHECKPOINT);
            if (job != null && checkpoint != null) {
                Writer writer = new Writer(job, summary.get(OPERATOR));
                // A newer snapshot without operator answers for this writer, too: the sink never
                // gets here.
                if (found.keySet().stream().noneMatch(writer::isAnsweredBy)) {
                    String written = summary.get(WRITTEN);
                    found.put(
                            writer,
                            new Position(
                                    writer,
                                    Long.parseLong(checkpoint),
                                    each.snapshotId(),
                                    written == null
                                            ? each.timestampMillis()
                                            : Long.parseLong(written),
                                    depth));
                }
            }
            depth++;
        }
        return new WriterPositions(new ArrayList<>(found.values()));
    }

    /** From the head down. */
    public List<Position> newestFirst() {
        return newestFirst;
    }

    public boolean isEmpty() {
        return newestFirst.isEmpty();
    }

    /** What the sink finds: a checkpoint, or {@link #NONE}. */
    public long checkpoint(Writer writer) {
        return newestFirst.stream()
                .filter(each -> writer.isAnsweredBy(each.writer))
                .mapToLong(Position::checkpoint)
                .findFirst()
                .orElse(NONE);
    }

    /** Whether each sink finds the same, in whichever snapshot. */
    public boolean sameAs(WriterPositions other) {
        return checkpoints().equals(other.checkpoints());
    }

    private Map<Writer, Long> checkpoints() {
        Map<Writer, Long> all = new LinkedHashMap<>();
        newestFirst.forEach(each -> all.put(each.writer, each.checkpoint));
        return all;
    }

    /**
     * Has the commit repeat the newest position, so that its snapshot may become the oldest that is
     * kept. Only together with {@link #guard}: retried over a newer commit of the writer it would
     * hide that commit, and the sink would write it twice after a restore.
     */
    public <T extends SnapshotUpdate<T>> void carryNewest(T commit) {
        if (!isEmpty()) {
            newestFirst.get(0).summary().forEach(commit::set);
        }
    }

    /**
     * Has the commit fail with a {@link org.apache.iceberg.exceptions.ValidationException} if any
     * writer committed since these positions were read.
     */
    public <T extends SnapshotUpdate<T>> void guard(T commit) {
        commit.validateWith(new Guard(this));
    }

    private record Guard(WriterPositions known) implements SnapshotAncestryValidator {

        @Override
        public boolean validate(Iterable<Snapshot> base) {
            return known.sameAs(of(base));
        }

        @Override
        public String errorMessage() {
            return "A writer committed meanwhile";
        }
    }

    @Override
    public String toString() {
        return newestFirst.toString();
    }
}
