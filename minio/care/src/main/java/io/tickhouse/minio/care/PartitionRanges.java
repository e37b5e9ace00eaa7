package io.tickhouse.minio.care;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Which partitions share a manifest: those that are next to each other, as many as fit. A manifest
 * for each partition would be a manifest for each day, however few files it has.
 */
final class PartitionRanges {

    private record Partition(int spec, String name) {}

    private final Table table;
    private final Map<Partition, Integer> ranges = new HashMap<>();
    private int manifests;

    private PartitionRanges(Table table) {
        this.table = table;
    }

    /**
     * Reads the manifests only if they need more than one range.
     *
     * @param manifests that are to be written together
     * @param target size of a manifest, in bytes
     */
    static PartitionRanges of(Table table, List<ManifestFile> manifests, long target) {
        PartitionRanges ranges = new PartitionRanges(table);
        manifests.stream()
                .collect(Collectors.groupingBy(ManifestFile::partitionSpecId))
                .forEach((spec, its) -> ranges.add(spec, its, target));
        return ranges;
    }

    private void add(int spec, List<ManifestFile> its, long target) {
        long bytes = its.stream().mapToLong(ManifestFile::length).sum();
        if (bytes <= target) {
            manifests++;
            return;
        }
        Map<String, Long> files = files(table, its);
        long all = files.values().stream().mapToLong(Long::longValue).sum();
        long most = Math.max(1, (long) ((double) target / bytes * all));
        int range = 0;
        long inRange = 0;
        for (Map.Entry<String, Long> each : files.entrySet()) {
            if (inRange > 0 && inRange + each.getValue() > most) {
                range++;
                manifests += ceil(inRange, most);
                inRange = 0;
            }
            inRange += each.getValue();
            ranges.put(new Partition(spec, each.getKey()), range);
        }
        manifests += ceil(inRange, most);
    }

    private static int ceil(long files, long most) {
        return (int) ((files + most - 1) / most);
    }

    /** How many manifests there will be, if all files take as much room as the mean of them. */
    int manifests() {
        return manifests;
    }

    /** How many files each partition has in these manifests, sorted. */
    private static Map<String, Long> files(Table table, List<ManifestFile> manifests) {
        Map<String, Long> files = new TreeMap<>();
        for (ManifestFile manifest : manifests) {
            try (CloseableIterable<DataFile> all =
                    ManifestFiles.read(manifest, table.io(), table.specs())) {
                all.forEach(each -> files.merge(TableStats.nameOf(table, each), 1L, Long::sum));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    /** The number of the range that a file is in; each spec counts from 0. */
    Integer of(DataFile file) {
        return ranges.getOrDefault(new Partition(file.specId(), TableStats.nameOf(table, file)), 0);
    }
}
