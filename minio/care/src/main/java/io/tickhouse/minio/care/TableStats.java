package io.tickhouse.minio.care;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.PropertyUtil;

/**
 * How large a table is, and in how many pieces.
 *
 * @param small how many data files have less than three quarters of the target, which is what a
 *     compaction takes
 * @param planningMs how long it took to find the files of a query of everything
 * @param metadataBytes of the file that lists the snapshots, which each commit writes anew
 * @param partitions those with files, by their names
 */
public record TableStats(
        int snapshots,
        long files,
        long small,
        long deleteFiles,
        long rows,
        long bytes,
        int manifests,
        long manifestBytes,
        long metadataBytes,
        long planningMs,
        long targetBytes,
        List<Part> partitions) {

    /** One partition. */
    public record Part(String name, int specId, long files, long small, long rows, long bytes) {

        private Part plus(Part other) {
            return new Part(
                    name,
                    specId,
                    files + other.files,
                    small + other.small,
                    rows + other.rows,
                    bytes + other.bytes);
        }
    }

    /** The size that the table itself wants its files to have. */
    public static long targetBytes(Table table) {
        return PropertyUtil.propertyAsLong(
                table.properties(),
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT);
    }

    /** Reads all manifests of the newest snapshot. */
    public static TableStats of(Table table, long targetBytes) {
        Snapshot head = table.currentSnapshot();
        long started = System.nanoTime();
        Map<String, Part> parts = new TreeMap<>();
        Map<String, Boolean> deletes = new TreeMap<>();
        try (CloseableIterable<FileScanTask> tasks =
                head == null ? CloseableIterable.empty() : table.newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                DataFile file = task.file();
                boolean small = file.fileSizeInBytes() < targetBytes / 4 * 3;
                String name = nameOf(table, file);
                parts.merge(
                        name + " " + file.specId(),
                        new Part(
                                name,
                                file.specId(),
                                1,
                                small ? 1 : 0,
                                file.recordCount(),
                                file.fileSizeInBytes()),
                        Part::plus);
                for (DeleteFile each : task.deletes()) {
                    deletes.put(each.location(), true);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long planningMs = (System.nanoTime() - started) / 1_000_000;
        List<ManifestFile> manifests = head == null ? List.of() : head.allManifests(table.io());
        int snapshots = 0;
        for (Snapshot ignored : table.snapshots()) {
            snapshots++;
        }
        Part all = parts.values().stream().reduce(new Part("", 0, 0, 0, 0, 0), Part::plus);
        return new TableStats(
                snapshots,
                all.files,
                all.small,
                deletes.size(),
                all.rows,
                all.bytes,
                manifests.size(),
                manifests.stream().mapToLong(ManifestFile::length).sum(),
                metadataBytes(table),
                planningMs,
                targetBytes,
                new ArrayList<>(parts.values()));
    }

    /** Such as {@code event_time_day=2025-11-13}; empty for a table without partitions. */
    public static String nameOf(Table table, DataFile file) {
        return table.specs().get(file.specId()).partitionToPath(file.partition());
    }

    private static long metadataBytes(Table table) {
        String location =
                ((HasTableOperations) table).operations().current().metadataFileLocation();
        return location == null ? 0 : table.io().newInputFile(location).getLength();
    }
}
