package io.tickhouse.tools.care;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import picocli.CommandLine.Command;

/** {@code tickhouse lake history}. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description =
                "Shows which snapshot was the table's when. One that is not an ancestor of the newest"
                        + " was rolled back.",
        footer = {"", "Example:", "  ./tickhouse lake history"})
final class HistoryCommand extends TableCommand {

    @Override
    int run(Table table) {
        Set<Long> ancestors = new HashSet<>(SnapshotUtil.currentAncestorIds(table));
        Listing listing =
                new Listing("made_current_at", "snapshot_id", "parent_id", "is_current_ancestor");
        for (HistoryEntry each : table.history()) {
            Snapshot snapshot = table.snapshot(each.snapshotId());
            listing.row(
                    Instant.ofEpochMilli(each.timestampMillis()).toString(),
                    each.snapshotId(),
                    snapshot == null ? null : snapshot.parentId(),
                    ancestors.contains(each.snapshotId()));
        }
        print(listing);
        return 0;
    }
}
