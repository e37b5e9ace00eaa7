package io.tickhouse.tools.care;

import java.time.Instant;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import picocli.CommandLine.Command;

/** {@code tickhouse lake refs}. */
@Command(
        name = "refs",
        mixinStandardHelpOptions = true,
        description = "Shows the branches and tags of a table.",
        footer = {"", "Example:", "  ./tickhouse lake refs"})
final class RefsCommand extends TableCommand {

    @Override
    int run(Table table) {
        Listing listing =
                new Listing(
                        "name",
                        "type",
                        "snapshot_id",
                        "committed_at",
                        "max_reference_age_in_ms",
                        "min_snapshots_to_keep",
                        "max_snapshot_age_in_ms");
        new TreeMap<>(table.refs())
                .forEach(
                        (name, ref) -> {
                            Snapshot snapshot = table.snapshot(ref.snapshotId());
                            listing.row(
                                    name,
                                    type(ref),
                                    ref.snapshotId(),
                                    snapshot == null
                                            ? null
                                            : Instant.ofEpochMilli(snapshot.timestampMillis())
                                                    .toString(),
                                    ref.maxRefAgeMs(),
                                    ref.minSnapshotsToKeep(),
                                    ref.maxSnapshotAgeMs());
                        });
        print(listing);
        return 0;
    }

    private static String type(SnapshotRef ref) {
        return ref.isBranch() ? "branch" : "tag";
    }
}
