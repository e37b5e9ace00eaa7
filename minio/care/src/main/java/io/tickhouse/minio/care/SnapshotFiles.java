package io.tickhouse.minio.care;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Files that some snapshots need and others do not.
 *
 * @param data location and size in bytes of each data or delete file
 * @param manifests the same of each manifest
 * @param lists locations of the lists of manifests, which do not say their size
 */
record SnapshotFiles(Map<String, Long> data, Map<String, Long> manifests, Set<String> lists) {

    /** What is no longer needed when only these snapshots are kept. */
    static SnapshotFiles onlyIn(
            Table table, Collection<Snapshot> leaving, Collection<Snapshot> kept) {
        Set<String> stay = new HashSet<>();
        Map<String, ManifestFile> staying = new HashMap<>();
        for (Snapshot each : kept) {
            for (ManifestFile manifest : each.allManifests(table.io())) {
                staying.put(manifest.path(), manifest);
            }
        }
        Map<String, Long> manifests = new HashMap<>();
        Map<String, Long> data = new HashMap<>();
        Set<String> lists = new HashSet<>();
        for (Snapshot each : leaving) {
            lists.add(each.manifestListLocation());
            for (ManifestFile manifest : each.allManifests(table.io())) {
                if (!staying.containsKey(manifest.path())
                        && manifests.put(manifest.path(), manifest.length()) == null) {
                    addLive(table, manifest, data);
                }
            }
        }
        if (!data.isEmpty()) {
            Map<String, Long> needed = new HashMap<>();
            staying.values().forEach(manifest -> addLive(table, manifest, needed));
            stay.addAll(needed.keySet());
        }
        data.keySet().removeAll(stay);
        return new SnapshotFiles(data, manifests, lists);
    }

    /**
     * What these snapshots needed of some files.
     *
     * @param locations of files that are still in the store
     */
    static SnapshotFiles among(Set<String> locations, Table table, Collection<Snapshot> snapshots) {
        Map<String, Long> manifests = new HashMap<>();
        Map<String, Long> data = new HashMap<>();
        Set<String> lists = new HashSet<>();
        for (Snapshot each : snapshots) {
            lists.add(each.manifestListLocation());
            for (ManifestFile manifest : each.allManifests(table.io())) {
                if (locations.contains(manifest.path())
                        && manifests.put(manifest.path(), manifest.length()) == null) {
                    addLive(table, manifest, data);
                }
            }
        }
        data.keySet().retainAll(locations);
        lists.retainAll(locations);
        return new SnapshotFiles(data, manifests, lists);
    }

    /** The files that the manifest has and does not say to be deleted, with their sizes. */
    static void addLive(Table table, ManifestFile manifest, Map<String, Long> to) {
        try (CloseableIterable<? extends ContentFile<?>> files =
                manifest.content() == ManifestContent.DATA
                        ? ManifestFiles.read(manifest, table.io(), table.specs())
                        : ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
            for (ContentFile<?> file : files) {
                to.put(file.location(), file.fileSizeInBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long bytes() {
        return sum(data) + sum(manifests);
    }

    private static long sum(Map<String, Long> sizes) {
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }
}
