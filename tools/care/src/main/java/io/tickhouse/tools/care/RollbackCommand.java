package io.tickhouse.tools.care;

import io.tickhouse.minio.care.Rollback;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tickhouse lake rollback}. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        description = {
            "Makes an earlier snapshot the newest again.",
            "Refuses to take back what a writer committed, unless the writer is given up."
        },
        footer = {"", "Example:", "  ./tickhouse lake rollback --to 5937117119577207000 --dry-run"})
final class RollbackCommand extends ChangeCommand {

    @Option(
            names = "--to",
            paramLabel = "ID|NAME",
            required = true,
            description = "The snapshot, by its id, or by a tag or branch.")
    private String to;

    @Option(
            names = "--forget-writer",
            paramLabel = "JOB/OPERATOR",
            description =
                    "A writer that will never be restored, as lake stats names it; repeatable.")
    private List<String> forgotten = new ArrayList<>();

    @Override
    int change(Table table) {
        long id = SnapshotName.of(table, "--to", to);
        Rollback rollback = new Rollback(table, WriterName.all("--forget-writer", forgotten));
        List<Long> back =
                (dryRun() ? rollback.plan(id) : rollback.run(id))
                        .stream().map(Snapshot::snapshotId).toList();
        if (json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("table", table.name());
            document.put("dryRun", dryRun());
            document.put("snapshot_id", id);
            document.put("taken_back", back);
            printJson(document);
        } else {
            out().printf(
                            "%s: snapshot %d %s the newest, %,d %s taken back%n",
                            table.name(),
                            id,
                            dryRun() ? "would be" : "is",
                            back.size(),
                            dryRun() ? "would be" : "were");
        }
        return 0;
    }
}
