package io.tickhouse.minio.care;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that compactions left behind because they were killed.
 *
 * <p>Guarantee: no file is deleted that a snapshot has or will have. It rests on the names of the
 * files, which tell table and attempt ({@link CareRun}), on the order (list, {@link Fence}, look
 * what is referenced, delete), and on {@link Publication}, which heeds the fence.
 */
public final class Leftovers {

    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    private Leftovers() {}

    /**
     * Deletes the files that dead attempts left. Those of the same compaction are dead, and so are
     * those that have written nothing for some time.
     *
     * @param own the compaction that begins
     * @param after how long a living attempt of another one may write nothing
     * @return the number of files
     */
    public static int remove(Table table, String own, Duration after) {
        Map<CareRun, List<FileInfo>> runs = written(table);
        long dead = Instant.now().minus(after).toEpochMilli();
        runs.entrySet()
                .removeIf(
                        each ->
                                !each.getKey().id().equals(own)
                                        && each.getValue().stream()
                                                .anyMatch(file -> file.createdAtMillis() > dead));
        if (runs.isEmpty()) {
            return 0;
        }
        table.refresh();
        keepUnreferenced(table, runs);
        if (runs.isEmpty()) {
            return 0;
        }
        Fence.put(table, runs.keySet());
        keepUnreferenced(table, runs);
        int removed = 0;
        for (List<FileInfo> files : runs.values()) {
            for (FileInfo file : files) {
                table.io().deleteFile(file.location());
                removed++;
            }
        }
        LOG.info("Removed {} files that the compactions {} left behind", removed, runs.keySet());
        return removed;
    }

    /** All files of compactions that the store has, by attempt. */
    private static Map<CareRun, List<FileInfo>> written(Table table) {
        Map<CareRun, List<FileInfo>> runs = new HashMap<>();
        if (table.io() instanceof SupportsPrefixOperations store) {
            String folder =
                    table.properties()
                            .getOrDefault(
                                    TableProperties.WRITE_DATA_LOCATION,
                                    table.location() + "/data");
            try {
                for (FileInfo file : store.listPrefix(folder + (folder.endsWith("/") ? "" : "/"))) {
                    CareRun.ofFile(table, file.location())
                            .ifPresent(
                                    run ->
                                            runs.computeIfAbsent(run, any -> new ArrayList<>())
                                                    .add(file));
                }
            } catch (UncheckedIOException e) {
                // Hadoop says so of a folder in which nothing was written yet.
                if (!(e.getCause() instanceof FileNotFoundException)) {
                    throw e;
                }
            }
        }
        return runs;
    }

    private static void keepUnreferenced(Table table, Map<CareRun, List<FileInfo>> runs) {
        Set<String> referenced = new HashSet<>();
        Set<String> manifests = new HashSet<>();
        for (Snapshot snapshot : table.snapshots()) {
            for (ManifestFile manifest : snapshot.dataManifests(table.io())) {
                if (manifests.add(manifest.path())) {
                    addFiles(table, manifest, referenced);
                }
            }
        }
        // By name alone: a listing may write the folder in another way.
        runs.values()
                .forEach(
                        files ->
                                files.removeIf(file -> referenced.contains(name(file.location()))));
        runs.values().removeIf(List::isEmpty);
    }

    private static void addFiles(Table table, ManifestFile manifest, Set<String> referenced) {
        try (CloseableIterable<String> paths =
                ManifestFiles.readPaths(manifest, table.io(), table.specs())) {
            for (String path : paths) {
                if (CareRun.ofFile(table, path).isPresent()) {
                    referenced.add(name(path));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(String location) {
        return location.substring(location.lastIndexOf('/') + 1);
    }
}
