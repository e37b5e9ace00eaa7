package io.tickhouse.minio.care;

import io.tickhouse.minio.care.WriterPositions.Position;
import io.tickhouse.minio.care.WriterPositions.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Removes old snapshots of a table, beside its writers or while they are down.
 *
 * <p>Guarantee: after it, the sink of each writer that may come back finds the same checkpoint as
 * before. It rests on three things. A position that is older than what is kept is repeated in an
 * empty commit at the head, a bookmark, under the guard of {@link WriterPositions}. What is kept is
 * decided by time, down to the oldest snapshot between the head and the deepest position: a number
 * of snapshots would count from the head at the commit, where others may have committed meanwhile.
 * And no snapshot in the middle is removed, because a missing parent ends the walk of the sink. The
 * same holds for the writers of other branches, but they get no bookmarks: more is kept for them.
 *
 * <p>Schemas and partition specs stay, also those that no snapshot has: a writer that is down may
 * still hold files of an old spec.
 */
public final class Expiry {

    /** What there is to keep. */
    public record Rules(
            long olderThanMs,
            int retainLast,
            Duration writerGrace,
            Set<Writer> forgotten,
            Duration clocks) {

        /** How long a writer may be down, and still find its position. */
        public static final Duration WRITER_GRACE = Duration.ofDays(30);

        /** How much the clocks of those who commit may differ; Iceberg allows as much. */
        public static final Duration CLOCKS = Duration.ofMinutes(1);

        /**
         * @param olderThanMs snapshots from before then may go, in epoch milliseconds
         * @param retainLast so many stay whatever their age, counted from the head; 1 or more
         * @param writerGrace a writer that committed within this time keeps its position; the last
         *     one of each operator keeps it for ever
         * @param forgotten writers that will never come back, and lose their positions
         */
        public Rules(
                long olderThanMs, int retainLast, Duration writerGrace, Set<Writer> forgotten) {
            this(olderThanMs, retainLast, writerGrace, forgotten, CLOCKS);
        }

        public Rules {
            if (retainLast < 1) {
                throw new CareRefusal("A table keeps its newest snapshot: retain 1 or more.");
            }
            forgotten = Set.copyOf(forgotten);
        }

        /** The time before which a table expires snapshots by default. */
        public static long standardOlderThanMs(Table table, long nowMs) {
            return nowMs
                    - PropertyUtil.propertyAsLong(
                            table.properties(),
                            TableProperties.MAX_SNAPSHOT_AGE_MS,
                            TableProperties.MAX_SNAPSHOT_AGE_MS_DEFAULT);
        }

        /** How many snapshots a table keeps by default. */
        public static int standardRetainLast(Table table) {
            return PropertyUtil.propertyAsInt(
                    table.properties(),
                    TableProperties.MIN_SNAPSHOTS_TO_KEEP,
                    TableProperties.MIN_SNAPSHOTS_TO_KEEP_DEFAULT);
        }
    }

    /** What happens to the position of a writer. */
    public enum Fate {
        /** The snapshot that says it stays. */
        KEPT,
        /** An empty commit at the head repeats it. */
        REPEATED,
        /** Its snapshot may go: it was told to be forgotten, or is out of the grace. */
        LET_GO
    }

    /** The position of a writer, and what happens to it. */
    public record Outlook(Position position, Fate fate) {}

    /**
     * What an expiry does or did.
     *
     * @param cutoffMs what is kept from then on, in epoch milliseconds
     * @param before how many snapshots there were
     * @param expired how many of them go
     * @param after how many there are then, with bookmarks
     * @param dataFiles how many files with rows or deletes go
     * @param metadataFiles how many other files go
     * @param bytes of all of them that say their size
     * @param failures how many files could not be deleted, and are orphans now
     * @param receipt what the ledger keeps; null if nothing was changed
     */
    public record Report(
            long cutoffMs,
            int before,
            int expired,
            int after,
            long dataFiles,
            long metadataFiles,
            long bytes,
            long failures,
            List<Outlook> writers,
            Removal receipt) {}

    private static final String KIND = "tickhouse.care.kind";
    private static final int ATTEMPTS = 10;

    private final Table table;
    private final Rules rules;
    private final long nowMs;

    /**
     * @param table which this object refreshes
     * @param nowMs epoch milliseconds, from which the grace counts
     * @throws CareRefusal if the table says that its files are not its own
     */
    public Expiry(Table table, Rules rules, long nowMs) {
        SharedFiles.refuse(table);
        this.table = table;
        this.rules = rules;
        this.nowMs = nowMs;
    }

    /** What {@link #run} would do now; changes nothing. */
    public Report plan() {
        table.refresh();
        State state = new State();
        List<Position> late = state.late();
        // Bookmarks count, too.
        int retainLast = Math.max(1, rules.retainLast() - late.size());
        long cutoff = late.isEmpty() ? state.cutoff() : state.cutoffAfter(late);
        Set<Snapshot> leaving = new HashSet<>(expire(cutoff, retainLast).apply());
        SnapshotFiles files = files(leaving);
        if (rules.retainLast() <= late.size() && isAloneBefore(cutoff)) {
            // The bookmarks lie above it, and take its files over.
            leaving.add(table.currentSnapshot());
            files.lists().add(table.currentSnapshot().manifestListLocation());
        }
        int before = byId().size();
        return new Report(
                cutoff,
                before,
                leaving.size(),
                before - leaving.size() + late.size(),
                files.data().size(),
                files.manifests().size() + files.lists().size(),
                files.bytes(),
                0,
                state.outlook(late.stream().map(Position::writer).collect(Collectors.toSet())),
                null);
    }

    /** Whether the head is older, and has no other name than main. */
    private boolean isAloneBefore(long cutoff) {
        Snapshot head = table.currentSnapshot();
        return head.timestampMillis() < cutoff
                && table.refs().values().stream()
                                .filter(ref -> ref.snapshotId() == head.snapshotId())
                                .count()
                        == 1;
    }

    /**
     * Removes the snapshots and the files that only they need.
     *
     * @param progress gets the number of files deleted so far, from time to time
     * @throws CareRefusal if a position cannot be kept
     */
    public Report run(LongConsumer progress) {
        table.refresh();
        int before = byId().size();
        Set<Writer> repeated = bookmark();
        State state = new State();
        long cutoff = state.cutoff();
        Map<Long, Snapshot> gone = byId();

        Queue<String> locations = new ConcurrentLinkedQueue<>();
        expire(cutoff, rules.retainLast()).deleteWith(locations::add).commit();

        table.refresh();
        requireFound(state.needed);
        Set<String> unneeded = new HashSet<>(locations);
        Set<Long> after = byId().keySet();
        gone.keySet().removeAll(after);
        SnapshotFiles files = SnapshotFiles.among(unneeded, table, gone.values());
        long failures = Deletion.of(table.io(), unneeded, progress);
        return new Report(
                cutoff,
                before,
                gone.size(),
                after.size(),
                files.data().size(),
                unneeded.size() - files.data().size(),
                files.bytes(),
                failures,
                state.outlook(repeated),
                gone.isEmpty()
                        ? null
                        : Removal.of(
                                CareKind.EXPIRE,
                                table,
                                gone.size(),
                                files.bytes(),
                                FileLists.of(unneeded)));
    }

    private ExpireSnapshots expire(long cutoff, int retainLast) {
        return table.expireSnapshots().expireOlderThan(cutoff).retainLast(retainLast);
    }

    private Map<Long, Snapshot> byId() {
        Map<Long, Snapshot> all = new HashMap<>();
        table.snapshots().forEach(each -> all.put(each.snapshotId(), each));
        return all;
    }

    /** What only these snapshots need. */
    private SnapshotFiles files(Collection<Snapshot> leaving) {
        Map<Long, Snapshot> stay = byId();
        leaving.forEach(each -> stay.remove(each.snapshotId()));
        return SnapshotFiles.onlyIn(table, leaving, stay.values());
    }

    /** Repeats what lies too deep, and returns whose. Leaves the table refreshed. */
    private Set<Writer> bookmark() {
        Set<Writer> repeated = new HashSet<>();
        int failures = 0;
        while (true) {
            State state = new State();
            List<Position> late = state.late();
            if (late.isEmpty()) {
                return repeated;
            }
            if (failures == ATTEMPTS) {
                // The cutoff follows the positions down, so nothing is lost: only more is kept.
                return repeated;
            }
            Position deepest = late.get(0);
            AppendFiles bookmark = table.newFastAppend();
            deepest.summary().forEach(bookmark::set);
            bookmark.set(KIND, "bookmark");
            state.positions.guard(bookmark);
            try {
                bookmark.commit();
                repeated.add(deepest.writer());
            } catch (ValidationException e) {
                failures++; // a writer committed meanwhile: look again
            } catch (CommitStateUnknownException e) {
                failures++; // if it is there, the next look finds it at the head
            }
            table.refresh();
        }
    }

    /** A last look: what the sink of each writer finds now is at least what it found before. */
    private void requireFound(List<Position> needed) {
        WriterPositions found = WriterPositions.of(table);
        for (Position each : needed) {
            if (found.checkpoint(each.writer()) < each.checkpoint()) {
                throw new IllegalStateException(
                        "The position of writer %s (checkpoint %d) is gone from table %s"
                                .formatted(each.writer(), each.checkpoint(), table.name()));
            }
        }
    }

    /** Before when snapshots go if no position is in the way; the branch's own age wins. */
    private long userCutoff() {
        Long age = ownAgeOfMain();
        return age == null
                ? Math.min(nowMs - rules.clocks().toMillis(), rules.olderThanMs())
                : nowMs - age;
    }

    private Long ownAgeOfMain() {
        SnapshotRef main = table.refs().get(SnapshotRef.MAIN_BRANCH);
        return main == null ? null : main.maxSnapshotAgeMs();
    }

    /** The table as it is now, in the eyes of the rules. */
    private final class State {

        private final List<Snapshot> ancestors = new ArrayList<>();
        private final WriterPositions positions;
        private final List<Position> needed;

        State() {
            SnapshotUtil.currentAncestors(table).forEach(ancestors::add);
            positions = WriterPositions.of(ancestors);
            needed = needed(positions);
        }

        private List<Position> needed(WriterPositions positions) {
            Map<String, Long> newest = new HashMap<>();
            List<Position> alive =
                    positions.newestFirst().stream()
                            .filter(each -> !rules.forgotten().contains(each.writer()))
                            .toList();
            alive.forEach(each -> newest.merge(operator(each), each.writtenMs(), Math::max));
            long since = nowMs - rules.writerGrace().toMillis();
            return alive.stream()
                    .filter(
                            each ->
                                    each.writtenMs() >= since
                                            || each.writtenMs() == newest.get(operator(each)))
                    .toList();
        }

        private static String operator(Position position) {
            Writer writer = position.writer();
            return writer.operator() == null ? writer.job() : writer.operator();
        }

        /**
         * Positions to repeat at the head, the deepest first. None if keeping their snapshots keeps
         * no more than twice as many: or bookmarks would be repeated at each expiry.
         */
        private List<Position> late() {
            long cutoff = userCutoff();
            // At the head it would hide newer positions of its job: such a snapshot stays.
            int fixed =
                    needed.stream()
                            .filter(each -> each.writer().operator() == null)
                            .mapToInt(Position::depth)
                            .max()
                            .orElse(-1);
            List<Position> late =
                    needed.stream()
                            .filter(each -> each.depth() > fixed && way(each.depth()) < cutoff)
                            .sorted(Comparator.comparingInt(Position::depth).reversed())
                            .toList();
            if (late.isEmpty()) {
                return late;
            }
            long older =
                    ancestors.subList(0, late.get(0).depth() + 1).stream()
                            .filter(each -> each.timestampMillis() < cutoff)
                            .count();
            return older <= 2L * late.size() && ownAgeOfMain() == null ? List.of() : late;
        }

        /** The earliest time of all snapshots from the head down to this depth. */
        private long way(int depth) {
            return way(ancestors, depth);
        }

        private static long way(List<Snapshot> ancestors, int depth) {
            return ancestors.subList(0, depth + 1).stream()
                    .mapToLong(Snapshot::timestampMillis)
                    .min()
                    .orElseThrow();
        }

        /** From when on the other branches have to be kept. No bookmarks are made there. */
        private long cutoffOfBranches() {
            Set<Long> main =
                    ancestors.stream().map(Snapshot::snapshotId).collect(Collectors.toSet());
            long cutoff = Long.MAX_VALUE;
            for (Map.Entry<String, SnapshotRef> each : table.refs().entrySet()) {
                if (each.getValue().isBranch() && !each.getKey().equals(SnapshotRef.MAIN_BRANCH)) {
                    cutoff = Math.min(cutoff, cutoffOf(each.getKey(), each.getValue(), main));
                }
            }
            return cutoff;
        }

        private long cutoffOf(String name, SnapshotRef branch, Set<Long> main) {
            List<Snapshot> its = new ArrayList<>();
            for (Snapshot each : SnapshotUtil.ancestorsOf(branch.snapshotId(), table::snapshot)) {
                if (main.contains(each.snapshotId())) {
                    break; // what is below is that of the writers of main
                }
                its.add(each);
            }
            int deepest =
                    needed(WriterPositions.of(its)).stream()
                            .mapToInt(Position::depth)
                            .max()
                            .orElse(-1);
            if (deepest < 0) {
                return Long.MAX_VALUE;
            }
            long cutoff = safe(its, deepest);
            if (branch.maxSnapshotAgeMs() != null && nowMs - branch.maxSnapshotAgeMs() > cutoff) {
                throw new CareRefusal(ownAge(name, branch.maxSnapshotAgeMs()));
            }
            return cutoff;
        }

        private String ownAge(String branch, long ageMs) {
            return ("Branch %s of table %s keeps snapshots for %s, which would lose the position of"
                            + " a writer: remove that age from the branch, and give one here.")
                    .formatted(branch, table.name(), Duration.ofMillis(ageMs));
        }

        /** A snapshot that another machine puts on top meanwhile may be as much older. */
        private long safe(List<Snapshot> ancestors, int deepest) {
            return Math.min(
                    way(ancestors, deepest),
                    ancestors.get(0).timestampMillis() - rules.clocks().toMillis());
        }

        /** From when on to keep, so that each position is found. */
        private long cutoff() {
            return Math.min(cutoffOfMain(), cutoffOfBranches());
        }

        private long cutoffOfMain() {
            int deepest = needed.stream().mapToInt(Position::depth).max().orElse(-1);
            if (deepest < 0) {
                return userCutoff();
            }
            long safe = safe(ancestors, deepest);
            if (userCutoff() > safe && ownAgeOfMain() != null) {
                throw new CareRefusal(ownAge(SnapshotRef.MAIN_BRANCH, ownAgeOfMain()));
            }
            return Math.min(userCutoff(), safe);
        }

        /** The same once these are repeated at the head. */
        private long cutoffAfter(List<Position> late) {
            long cutoff = Math.min(userCutoff(), cutoffOfBranches());
            for (Position each : needed) {
                if (!late.contains(each)) {
                    cutoff = Math.min(cutoff, way(each.depth()));
                }
            }
            return cutoff;
        }

        private List<Outlook> outlook(Set<Writer> repeated) {
            return positions.newestFirst().stream()
                    .map(
                            each ->
                                    new Outlook(
                                            each,
                                            repeated.contains(each.writer())
                                                    ? Fate.REPEATED
                                                    : needed.contains(each)
                                                            ? Fate.KEPT
                                                            : Fate.LET_GO))
                    .toList();
        }
    }
}
