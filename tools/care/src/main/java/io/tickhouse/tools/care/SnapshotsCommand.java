package io.tickhouse.tools.care;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import picocli.CommandLine.Command;

/** {@code tickhouse lake snapshots}. */
@Command(
        name = "snapshots",
        mixinStandardHelpOptions = true,
        description = "Shows the snapshots of a table, the newest last.",
        footer = {"", "Example:", "  ./tickhouse lake snapshots"})
final class SnapshotsCommand extends TableCommand {

    @Override
    int run(Table table) {
        List<Snapshot> all = new ArrayList<>();
        table.snapshots().forEach(all::add);
        all.sort(Comparator.comparingLong(Snapshot::sequenceNumber));
        Listing listing =
                new Listing(
                        "committed_at",
                        "snapshot_id",
                        "parent_id",
                        "operation",
                        "added_files",
                        "deleted_files",
                        "added_rows",
                        "total_files",
                        "total_rows",
                        "checkpoint",
                        "care");
        for (Snapshot each : all) {
            Map<String, String> summary = each.summary();
            listing.row(
                    Instant.ofEpochMilli(each.timestampMillis()).toString(),
                    each.snapshotId(),
                    each.parentId(),
                    each.operation(),
                    number(summary, SnapshotSummary.ADDED_FILES_PROP),
                    number(summary, SnapshotSummary.DELETED_FILES_PROP),
                    number(summary, SnapshotSummary.ADDED_RECORDS_PROP),
                    number(summary, SnapshotSummary.TOTAL_DATA_FILES_PROP),
                    number(summary, SnapshotSummary.TOTAL_RECORDS_PROP),
                    summary.get("flink.max-committed-checkpoint-id"),
                    summary.get("tickhouse.care.kind"));
        }
        print(listing);
        return 0;
    }

    /** What is missing in a summary is 0. */
    private static long number(Map<String, String> summary, String key) {
        return Long.parseLong(summary.getOrDefault(key, "0"));
    }
}
