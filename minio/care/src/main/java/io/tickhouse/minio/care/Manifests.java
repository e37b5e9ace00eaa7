package io.tickhouse.minio.care;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.RewriteManifests;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.PropertyUtil;

/**
 * Writes small manifests together, sorted by partition, so that a query reads fewer of them.
 *
 * <p>Guarantee: the table has the same files before and after. It rests on a comparison of each
 * live entry (location, rows, bytes, sequence number, spec) of the new snapshot with those of its
 * parent, by reading both. The position of the newest writer is carried forward under the guard of
 * {@link WriterPositions}, so the new snapshot hides none.
 */
public final class Manifests {

    /** How many manifests of data there are or were, and how large. */
    public record Report(int before, long beforeBytes, int small, int after, long afterBytes) {

        /** Whether it is worth a commit: one alone cannot be written together with another. */
        public boolean worthwhile() {
            return small > 1;
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
        table.refresh();
        List<ManifestFile> all = manifests(table.currentSnapshot());
        long bytes = bytes(all);
        return new Report(
                all.size(),
                bytes,
                (int) all.stream().filter(this::isSmall).count(),
                all.size(),
                bytes);
    }

    /**
     * Writes them together, if there are two or more.
     *
     * @throws CareRefusal if writers commit all the time
     */
    public Report run() {
        for (int attempt = 1; ; attempt++) {
            Report plan = plan();
            if (!plan.worthwhile()) {
                return plan;
            }
            String id = UUID.randomUUID().toString();
            WriterPositions positions = WriterPositions.of(table);
            RewriteManifests commit =
                    table.rewriteManifests()
                            .rewriteIf(this::isSmall)
                            .clusterBy(file -> TableStats.nameOf(table, file));
            positions.carryNewest(commit);
            positions.guard(commit);
            commit.set("tickhouse.care.kind", "manifests").set("tickhouse.care.id", id);
            try {
                commit.commit();
            } catch (ValidationException e) {
                table.refresh();
                if (attempt == ATTEMPTS || WriterPositions.of(table).sameAs(positions)) {
                    throw e;
                }
                continue; // a writer committed meanwhile
            }
            table.refresh();
            Snapshot made = made(id);
            requireSameFiles(made);
            List<ManifestFile> after = manifests(made);
            return new Report(
                    plan.before(), plan.beforeBytes(), plan.small(), after.size(), bytes(after));
        }
    }

    private Snapshot made(String id) {
        for (Snapshot each : table.snapshots()) {
            if (id.equals(each.summary().get("tickhouse.care.id"))) {
                return each;
            }
        }
        throw new IllegalStateException("The snapshot of " + id + " is gone already");
    }

    private void requireSameFiles(Snapshot made) {
        Snapshot parent = table.snapshot(made.parentId());
        if (parent != null && !entries(parent).equals(entries(made))) {
            throw new IllegalStateException(
                    ("Snapshot %d of table %s does not have the files of its "
                                    + "parent %d: go back with ./tickhouse lake rollback --to %d")
                            .formatted(
                                    made.snapshotId(),
                                    table.name(),
                                    parent.snapshotId(),
                                    parent.snapshotId()));
        }
    }

    /** What a snapshot says of a file. */
    private record Entry(String location, long rows, long bytes, Long sequence, int specId) {}

    /** How often a snapshot has each file, which is once. */
    private Map<Entry, Integer> entries(Snapshot snapshot) {
        Map<Entry, Integer> all = new HashMap<>();
        for (ManifestFile manifest : snapshot.allManifests(table.io())) {
            try (CloseableIterable<? extends ContentFile<?>> files =
                    manifest.content() == ManifestContent.DATA
                            ? ManifestFiles.read(manifest, table.io(), table.specs())
                            : ManifestFiles.readDeleteManifest(
                                    manifest, table.io(), table.specs())) {
                for (ContentFile<?> file : files) {
                    all.merge(
                            new Entry(
                                    file.location(),
                                    file.recordCount(),
                                    file.fileSizeInBytes(),
                                    file.dataSequenceNumber(),
                                    file.specId()),
                            1,
                            Integer::sum);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    private boolean isSmall(ManifestFile manifest) {
        long target =
                PropertyUtil.propertyAsLong(
                        table.properties(),
                        TableProperties.MANIFEST_TARGET_SIZE_BYTES,
                        TableProperties.MANIFEST_TARGET_SIZE_BYTES_DEFAULT);
        return manifest.content() == ManifestContent.DATA && manifest.length() < target / 4 * 3;
    }

    private List<ManifestFile> manifests(Snapshot snapshot) {
        return snapshot == null ? List.of() : snapshot.dataManifests(table.io());
    }

    private static long bytes(List<ManifestFile> manifests) {
        return manifests.stream().mapToLong(ManifestFile::length).sum();
    }
}
