package io.tickhouse.minio.care;

import java.util.List;
import java.util.UUID;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.RewriteManifests;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.util.PropertyUtil;

/**
 * Writes small manifests together, by ranges of partitions, so that a query reads fewer of them.
 *
 * <p>Guarantee: the table has the same files before and after. It rests on a comparison of all live
 * entries (location, rows, bytes, sequence number, spec) of the new snapshot with those of its
 * parent, by reading both and by their hash, which the snapshot keeps ({@link ManifestReceipt}).
 * The position of the newest writer is carried forward, and the commit is made again if there was
 * another since the parent was read, so the new snapshot hides none.
 */
public final class Manifests {

    /**
     * How many manifests of data there are or were, and how large.
     *
     * @param together how many the small ones would make
     */
    public record Report(
            int before, long beforeBytes, int small, int together, int after, long afterBytes) {

        /** Whether it is worth a commit: they become fewer. */
        public boolean worthwhile() {
            return small > together;
        }
    }

    private static final int ATTEMPTS = 10;

    private final Table table;

    /**
     * @param table which this object refreshes
     */
    public Manifests(Table table) {
        this.table = table;
    }

    /** What there is now; changes nothing. What would be after it is not known. */
    public Report plan() {
        return look().report();
    }

    private record Look(Report report, PartitionRanges ranges) {}

    private Look look() {
        table.refresh();
        List<ManifestFile> all = manifests(table.currentSnapshot());
        long bytes = bytes(all);
        List<ManifestFile> small = all.stream().filter(this::isSmall).toList();
        PartitionRanges ranges = PartitionRanges.of(table, small, target());
        return new Look(
                new Report(all.size(), bytes, small.size(), ranges.manifests(), all.size(), bytes),
                ranges);
    }

    /**
     * Writes them together, if they become fewer.
     *
     * @throws ValidationException if writers commit all the time
     */
    public Report run() {
        for (int attempt = 1; ; attempt++) {
            Look look = look();
            Report plan = look.report();
            if (!plan.worthwhile()) {
                return plan;
            }
            Snapshot head = table.currentSnapshot();
            ManifestReceipt receipt =
                    new ManifestReceipt(
                            UUID.randomUUID().toString(), FileLists.of(table, head), plan.before());
            RewriteManifests commit =
                    table.rewriteManifests().rewriteIf(this::isSmall).clusterBy(look.ranges()::of);
            WriterPositions.of(table).carryNewest(commit);
            receipt.summary().forEach(commit::set);
            commit.validateWith(new Guard(head.snapshotId()));
            try {
                commit.commit();
            } catch (ValidationException e) {
                table.refresh();
                if (attempt == ATTEMPTS
                        || table.currentSnapshot().snapshotId() == head.snapshotId()) {
                    throw e;
                }
                continue; // another commit came first
            }
            table.refresh();
            Snapshot made = made(receipt);
            requireSameFiles(receipt, made);
            List<ManifestFile> after = manifests(made);
            return new Report(
                    plan.before(),
                    plan.beforeBytes(),
                    plan.small(),
                    plan.together(),
                    after.size(),
                    bytes(after));
        }
    }

    private Snapshot made(ManifestReceipt receipt) {
        for (Snapshot each : table.snapshots()) {
            if (receipt.isThatOf(each)) {
                return each;
            }
        }
        throw new IllegalStateException("The snapshot of " + receipt.id() + " is gone already");
    }

    private void requireSameFiles(ManifestReceipt receipt, Snapshot made) {
        if (!receipt.files().equals(FileLists.of(table, made))) {
            throw new IllegalStateException(
                    ("Snapshot %d of table %s does not have the files of its "
                                    + "parent %d: go back with ./tickhouse lake rollback --to %d")
                            .formatted(
                                    made.snapshotId(),
                                    table.name(),
                                    made.parentId(),
                                    made.parentId()));
        }
    }

    /** There was no commit since the head was read. */
    private record Guard(long head) implements SnapshotAncestryValidator {

        @Override
        public boolean validate(Iterable<Snapshot> base) {
            var newest = base.iterator();
            return newest.hasNext() && newest.next().snapshotId() == head;
        }

        @Override
        public String errorMessage() {
            return "A writer committed meanwhile";
        }
    }

    private long target() {
        return PropertyUtil.propertyAsLong(
                table.properties(),
                TableProperties.MANIFEST_TARGET_SIZE_BYTES,
                TableProperties.MANIFEST_TARGET_SIZE_BYTES_DEFAULT);
    }

    private boolean isSmall(ManifestFile manifest) {
        return manifest.content() == ManifestContent.DATA && manifest.length() < target() / 4 * 3;
    }

    private List<ManifestFile> manifests(Snapshot snapshot) {
        return snapshot == null ? List.of() : snapshot.dataManifests(table.io());
    }

    private static long bytes(List<ManifestFile> manifests) {
        return manifests.stream().mapToLong(ManifestFile::length).sum();
    }
}
