package io.tickhouse.tools.care;

import io.tickhouse.tools.UserError;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tickhouse lake tag}. */
@Command(
        name = "tag",
        mixinStandardHelpOptions = true,
        description = {
            "Gives a snapshot a name. It stays as long as the name does.",
            "A tag does not keep the position of a writer: lake expire does."
        },
        footer = {"", "Example:", "  ./tickhouse lake tag end-of-2025-11-13 --max-age 365d"})
final class TagCommand extends ChangeCommand {

    @Parameters(paramLabel = "NAME", description = "The name.")
    private String name;

    @Option(
            names = "--snapshot",
            paramLabel = "ID|NAME",
            description = "Which snapshot (default: the newest).")
    private String snapshot;

    @Option(
            names = "--max-age",
            paramLabel = "AGE",
            description =
                    "Counted from the snapshot: when it is older, the next expiry removes the name"
                            + " (default: never).")
    private String maxAge;

    @Option(names = "--delete", description = "Remove the name; the snapshot may expire then.")
    private boolean delete;

    @Override
    int change(Table table) {
        SnapshotRef existing = table.refs().get(name);
        if (existing != null && existing.isBranch()) {
            throw UserError.failed(name + " is a branch of the table: choose another name.");
        }
        if (delete && (snapshot != null || maxAge != null)) {
            throw UserError.badUsage("--delete takes neither --snapshot nor --max-age.");
        }
        if (delete && existing == null) {
            throw UserError.failed(
                    "The table has no tag " + name + ": ./tickhouse lake refs lists them.");
        }
        if (!delete && existing != null) {
            throw UserError.failed(
                    ("Tag %s names snapshot %d already: choose another name, or "
                                    + "remove it with --delete.")
                            .formatted(name, existing.snapshotId()));
        }
        Duration age = maxAge == null ? null : Age.of("--max-age", maxAge);
        if (Duration.ZERO.equals(age)) {
            throw UserError.badUsage("--max-age takes more than 0, such as 365d.");
        }
        long id = delete ? existing.snapshotId() : target(table);
        if (!dryRun()) {
            ManageSnapshots change = table.manageSnapshots();
            if (delete) {
                change.removeTag(name);
            } else {
                change.createTag(name, id);
                if (age != null) {
                    change.setMaxRefAgeMs(name, age.toMillis());
                }
            }
            change.commit();
        }
        if (json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("table", table.name());
            document.put("dryRun", dryRun());
            document.put("tag", name);
            document.put("snapshot_id", id);
            document.put("deleted", delete);
            printJson(document);
        } else {
            out().printf(
                            "%s%s: tag %s of snapshot %d%n",
                            dryRun() ? "would be " : "", delete ? "removed" : "made", name, id);
        }
        return 0;
    }

    private long target(Table table) {
        if (snapshot != null) {
            return SnapshotName.of(table, "--snapshot", snapshot);
        }
        Snapshot head = table.currentSnapshot();
        if (head == null) {
            throw UserError.failed("The table has no snapshot yet: write rows first.");
        }
        return head.snapshotId();
    }
}
