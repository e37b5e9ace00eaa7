package io.tickhouse.minio.care;

import io.tickhouse.minio.care.WriterPositions.Writer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileInfo;

/**
 * A list of files that Flink's Iceberg sink wrote at a checkpoint, and has in its state. No
 * snapshot knows them before the sink commits them, which may be after a restore days later.
 *
 * @param checkpoint at which it was written
 */
record StagedManifest(FileInfo file, Writer writer, long checkpoint) {

    /** Job, operator, subtask, attempt, checkpoint and number, as the sink names it. */
    private static final Pattern NAME =
            Pattern.compile(
                    "([0-9a-f]{32})-([0-9a-f]{32})-\\d{5}-\\d+-(\\d{1,18})-\\d{5}.*\\.avro");

    /** The property of a table that says where the sink puts them. */
    static final String LOCATION = "flink.manifests.location";

    /** What the file is by its name, if it is one of these. */
    static Optional<StagedManifest> of(FileInfo file) {
        String location = file.location();
        Matcher name = NAME.matcher(location.substring(location.lastIndexOf('/') + 1));
        return name.matches()
                ? Optional.of(
                        new StagedManifest(
                                file,
                                new Writer(name.group(1), name.group(2)),
                                Long.parseLong(name.group(3))))
                : Optional.empty();
    }

    /** Whether the sink would still commit it. */
    boolean isPending(WriterPositions positions) {
        return checkpoint > positions.checkpoint(writer);
    }

    /**
     * Locations of the data and delete files that it lists.
     *
     * @throws CareRefusal if it cannot be read: then it is unknown what it lists
     */
    List<String> files(Table table) {
        try {
            return files(table, ManifestContent.DATA);
        } catch (RuntimeException e) {
            try {
                return files(table, ManifestContent.DELETES);
            } catch (RuntimeException again) {
                throw new CareRefusal(
                        ("The list %s of files that writer %s has not committed yet cannot be"
                                        + " read (%s): if the writer will never be restored, give it"
                                        + " up with --forget-writer %s.")
                                .formatted(file.location(), writer, e.getMessage(), writer));
            }
        }
    }

    private List<String> files(Table table, ManifestContent content) {
        ManifestFile manifest = new Uncommitted(file.location(), file.size(), content);
        // It may have another spec, which only the partitions of its files would show.
        Map<Integer, PartitionSpec> any = Map.of(0, table.spec());
        try (CloseableIterable<? extends ContentFile<?>> files =
                content == ManifestContent.DATA
                        ? ManifestFiles.read(manifest, table.io(), any)
                        : ManifestFiles.readDeleteManifest(manifest, table.io(), any)) {
            List<String> locations = new ArrayList<>();
            files.forEach(each -> locations.add(each.location()));
            return locations;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As much of a manifest as its reader asks for. */
    private record Uncommitted(String path, long length, ManifestContent content)
            implements ManifestFile {

        @Override
        public int partitionSpecId() {
            return 0;
        }

        @Override
        public long sequenceNumber() {
            return 0;
        }

        @Override
        public long minSequenceNumber() {
            return 0;
        }

        @Override
        public Long snapshotId() {
            return 0L;
        }

        @Override
        public Integer addedFilesCount() {
            return null;
        }

        @Override
        public Long addedRowsCount() {
            return null;
        }

        @Override
        public Integer existingFilesCount() {
            return null;
        }

        @Override
        public Long existingRowsCount() {
            return null;
        }

        @Override
        public Integer deletedFilesCount() {
            return null;
        }

        @Override
        public Long deletedRowsCount() {
            return null;
        }

        @Override
        public List<PartitionFieldSummary> partitions() {
            return List.of();
        }

        @Override
        public ByteBuffer keyMetadata() {
            return null;
        }

        @Override
        public ManifestFile copy() {
            return this;
        }
    }
}
