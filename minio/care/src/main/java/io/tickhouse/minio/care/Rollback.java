package io.tickhouse.minio.care;

import io.tickhouse.minio.care.WriterPositions.Position;
import io.tickhouse.minio.care.WriterPositions.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Makes an earlier snapshot the newest again.
 *
 * <p>Guarantee: no writer that may come back finds an older position than before. It rests on a
 * refusal: rows of a writer are taken back only if the writer is given up. The catalog takes the
 * change only if the newest snapshot is still the one that was looked at.
 */
public final class Rollback {

    private final Table table;
    private final Set<Writer> forgotten;

    /**
     * @param table which this object refreshes
     * @param forgotten writers that will never come back
     */
    public Rollback(Table table, Set<Writer> forgotten) {
        this.table = table;
        this.forgotten = Set.copyOf(forgotten);
    }

    /**
     * The snapshots that would be taken back, the newest first; changes nothing.
     *
     * @throws CareRefusal if the snapshot is not an ancestor of the newest, or a writer would find
     *     an older position
     */
    public List<Snapshot> plan(long snapshotId) {
        table.refresh();
        return plan(SnapshotUtil.currentAncestors(table), snapshotId);
    }

    /** Takes them back. Throws as {@link #plan}, or if a commit comes in between. */
    public List<Snapshot> run(long snapshotId) {
        TableOperations operations = ((HasTableOperations) table).operations();
        TableMetadata base = operations.refresh();
        if (base.currentSnapshot() == null) {
            return plan(List.of(), snapshotId);
        }
        List<Snapshot> back =
                plan(
                        SnapshotUtil.ancestorsOf(
                                base.currentSnapshot().snapshotId(), base::snapshot),
                        snapshotId);
        if (!back.isEmpty()) {
            // Not by ManageSnapshots: that tries again over the commits of others, and takes them
            // back, too.
            operations.commit(
                    base,
                    TableMetadata.buildFrom(base)
                            .setBranchSnapshot(snapshotId, SnapshotRef.MAIN_BRANCH)
                            .build());
            table.refresh();
        }
        return back;
    }

    private List<Snapshot> plan(Iterable<Snapshot> ancestors, long snapshotId) {
        List<Snapshot> back = new ArrayList<>();
        List<Snapshot> stay = new ArrayList<>();
        for (Snapshot each : ancestors) {
            (stay.isEmpty() && each.snapshotId() != snapshotId ? back : stay).add(each);
        }
        if (stay.isEmpty()) {
            throw new CareRefusal(
                    ("Snapshot %d is not among those that led to the newest of "
                                    + "table %s: look with ./tickhouse lake history.")
                            .formatted(snapshotId, table.name()));
        }
        WriterPositions then = WriterPositions.of(stay);
        List<Snapshot> all = new ArrayList<>(back);
        all.addAll(stay);
        for (Position each : WriterPositions.of(all).newestFirst()) {
            if (!forgotten.contains(each.writer())
                    && then.checkpoint(each.writer()) != each.checkpoint()) {
                throw new CareRefusal(
                        ("Writer %s committed checkpoint %d since then, and would "
                                        + "not write these rows again after a restore: cancel its "
                                        + "job, and give it up with --forget-writer %s.")
                                .formatted(each.writer(), each.checkpoint(), each.writer()));
            }
        }
        return back;
    }
}
