package io.tickhouse.minio.care;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.SortField;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.actions.BinPackRewriteFilePlanner;
import org.apache.iceberg.actions.RewriteFileGroup;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.util.PropertyUtil;

/**
 * Which files of a snapshot become which groups, each of them to be rewritten into as few files as
 * fit. Files of one partition are together; those of an earlier partition spec make groups of their
 * own.
 *
 * <p>Case counts in names of columns, because the seed's tables have S and s.
 *
 * @param plannedOn id of the snapshot, or -1 if the table is empty
 * @param schemaId of the table
 * @param sortOrderId that the new files are to have; 0 for none
 */
public record RewritePlan(long plannedOn, int schemaId, int sortOrderId, List<Group> groups) {

    private static final long NO_SNAPSHOT = -1;

    /** Types of values that a sort knows the order of. */
    private static final Set<Type.TypeID> SORTED =
            EnumSet.of(
                    Type.TypeID.BOOLEAN,
                    Type.TypeID.INTEGER,
                    Type.TypeID.LONG,
                    Type.TypeID.FLOAT,
                    Type.TypeID.DOUBLE,
                    Type.TypeID.DATE,
                    Type.TypeID.TIME,
                    Type.TypeID.TIMESTAMP,
                    Type.TypeID.STRING,
                    Type.TypeID.DECIMAL);

    /**
     * What to rewrite.
     *
     * @param where files that may have such rows
     * @param partition files whose partition is this, or begins with it, as in their folders:
     *     {@code event_time_day=2025-11-13}; empty for all
     * @param targetFileSize in bytes; 0 for that of the table
     * @param minInputFiles fewer small files of a partition stay as they are
     * @param minAge younger files stay as they are
     * @param maxBytes groups beyond this sum wait for the next time
     * @param sorted whether rows are sorted by the table's order; then large files that are not
     *     sorted so are rewritten, too
     */
    public record Options(
            Expression where,
            String partition,
            long targetFileSize,
            int minInputFiles,
            Duration minAge,
            long maxBytes,
            boolean sorted) {

        /**
         * The bytes of a limit in MB.
         *
         * @param mb 0 for no limit; one that no number holds is none, too
         */
        public static long bytesOf(long mb) {
            return mb == 0 || mb > Long.MAX_VALUE >> 20 ? Long.MAX_VALUE : mb << 20;
        }
    }

    /**
     * Files that are rewritten together.
     *
     * @param index from 0
     * @param bytes of the files
     * @param specId of the partition spec that the new files have
     * @param maxOutputFileSize in bytes
     * @param outputs the number of files expected
     */
    public record Group(
            int index,
            List<FileScanTask> files,
            long bytes,
            int specId,
            long maxOutputFileSize,
            int outputs) {

        /** Rows of the files. */
        public long rows() {
            return files.stream().mapToLong(each -> each.file().recordCount()).sum();
        }
    }

    /**
     * Plans on the head of a table as it was last loaded or refreshed.
     *
     * @throws CareRefusal if the table cannot be rewritten safely
     */
    public static RewritePlan of(Table table, Options options) {
        int order = options.sorted() ? sortOrder(table) : SortOrder.unsorted().orderId();
        Snapshot head = table.currentSnapshot();
        if (head == null) {
            return new RewritePlan(NO_SNAPSHOT, table.schema().schemaId(), order, List.of());
        }
        check(table, head);
        List<Group> groups = new ArrayList<>();
        long bytes = 0;
        Planner planner = new Planner(table, options, head);
        planner.init(planner.settings());
        try (CloseableIterable<RewriteFileGroup> planned = planner.plan().groups()) {
            for (RewriteFileGroup each : planned) {
                if (bytes + each.inputFilesSizeInBytes() > options.maxBytes()) {
                    continue;
                }
                bytes += each.inputFilesSizeInBytes();
                groups.add(
                        new Group(
                                groups.size(),
                                List.copyOf(each.fileScanTasks()),
                                each.inputFilesSizeInBytes(),
                                each.outputSpecId(),
                                each.maxOutputFileSize(),
                                each.expectedOutputFiles()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RewritePlan(head.snapshotId(), table.schema().schemaId(), order, groups);
    }

    private static void check(Table table, Snapshot head) {
        if (TableUtil.formatVersion(table) > 2) {
            throw new CareRefusal(
                    ("Table %s has the format version %d, whose rows have ids that a rewrite here"
                                    + " would not keep: compact it with another tool.")
                            .formatted(table.name(), TableUtil.formatVersion(table)));
        }
        if (PropertyUtil.propertyAsLong(head.summary(), SnapshotSummary.TOTAL_DELETE_FILES_PROP, 0)
                > 0) {
            throw new CareRefusal(
                    ("Table %s has delete files, which tickhouse never writes, and a receipt does"
                                    + " not cover: compact it with the tool that made them.")
                            .formatted(table.name()));
        }
        RowSum.check(table.schema());
    }

    private static int sortOrder(Table table) {
        SortOrder order = table.sortOrder();
        if (order.isUnsorted()) {
            throw new CareRefusal(
                    ("Table %s has no sort order: compact it with --sort none, or give it an order"
                                    + " with another tool.")
                            .formatted(table.name()));
        }
        for (SortField field : order.fields()) {
            Type type = field.transform().getResultType(table.schema().findType(field.sourceId()));
            if (!SORTED.contains(type.typeId())) {
                throw new CareRefusal(
                        ("Table %s is sorted by %s values, which are not sorted here: compact it"
                                        + " with --sort none.")
                                .formatted(table.name(), type));
            }
        }
        return order.orderId();
    }

    /** Rows of all groups. */
    public long rows() {
        return groups.stream().mapToLong(Group::rows).sum();
    }

    /** Bytes of all groups. */
    public long bytes() {
        return groups.stream().mapToLong(Group::bytes).sum();
    }

    /** Files of all groups. */
    public int files() {
        return groups.stream().mapToInt(each -> each.files().size()).sum();
    }

    /** Files expected instead. */
    public int outputs() {
        return groups.stream().mapToInt(Group::outputs).sum();
    }

    private static final class Planner extends BinPackRewriteFilePlanner {

        private final Options options;
        private final Map<Long, Long> writtenAt;
        private final long youngest;

        Planner(Table table, Options options, Snapshot head) {
            super(table, options.where(), head.snapshotId(), true);
            this.options = options;
            this.writtenAt =
                    StreamSupport.stream(table.snapshots().spliterator(), false)
                            .collect(
                                    Collectors.toMap(
                                            Snapshot::sequenceNumber,
                                            Snapshot::timestampMillis,
                                            Math::max,
                                            HashMap::new));
            this.youngest = Instant.now().minus(options.minAge()).toEpochMilli();
        }

        Map<String, String> settings() {
            Map<String, String> settings = new HashMap<>();
            settings.put(MIN_INPUT_FILES, Integer.toString(options.minInputFiles()));
            long target =
                    options.targetFileSize() > 0
                            ? options.targetFileSize()
                            : defaultTargetFileSize();
            settings.put(TARGET_FILE_SIZE_BYTES, Long.toString(target));
            // Larger groups would leave a cluster with more than one core idle.
            settings.put(MAX_FILE_GROUP_SIZE_BYTES, Long.toString(4 * target));
            return settings;
        }

        @Override
        protected Iterable<FileScanTask> filterFiles(Iterable<FileScanTask> tasks) {
            List<FileScanTask> wanted = new ArrayList<>();
            Iterable<FileScanTask> candidates = options.sorted() ? tasks : super.filterFiles(tasks);
            for (FileScanTask task : candidates) {
                if ((!options.sorted() || outsideDesiredFileSizeRange(task) || !isSorted(task))
                        && isInPartition(task)
                        && isOldEnough(task.file())) {
                    checkFormat(task.file());
                    wanted.add(task);
                }
            }
            return wanted;
        }

        /** Small files wait until they are enough, also if they are not sorted. */
        @Override
        protected Iterable<List<FileScanTask>> filterFileGroups(List<List<FileScanTask>> groups) {
            if (!options.sorted()) {
                return super.filterFileGroups(groups);
            }
            List<List<FileScanTask>> wanted = new ArrayList<>();
            for (List<FileScanTask> group : groups) {
                if (group.stream()
                                .anyMatch(
                                        task ->
                                                !outsideDesiredFileSizeRange(task)
                                                        && !isSorted(task))
                        || super.filterFileGroups(List.of(group)).iterator().hasNext()) {
                    wanted.add(group);
                }
            }
            return wanted;
        }

        private boolean isSorted(FileScanTask task) {
            Integer order = task.file().sortOrderId();
            return order != null && order == table().sortOrder().orderId();
        }

        private boolean isInPartition(FileScanTask task) {
            PartitionSpec spec = task.spec();
            String path = spec.partitionToPath(task.file().partition());
            return options.partition().isEmpty()
                    || (path + "/").startsWith(options.partition() + "/");
        }

        /** A file whose snapshot was expired is old. */
        private boolean isOldEnough(DataFile file) {
            return options.minAge().isZero()
                    || writtenAt.getOrDefault(file.dataSequenceNumber(), 0L) <= youngest;
        }

        private void checkFormat(DataFile file) {
            if (!file.format().equals(FileFormat.PARQUET)) {
                throw new CareRefusal(
                        ("Table %s has the file %s, but only Parquet files are compacted: compact"
                                        + " it with another tool.")
                                .formatted(table().name(), file.location()));
            }
        }
    }
}
