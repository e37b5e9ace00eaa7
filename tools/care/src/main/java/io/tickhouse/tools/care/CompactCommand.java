package io.tickhouse.tools.care;

import io.tickhouse.minio.care.Proof;
import io.tickhouse.minio.care.Receipt;
import io.tickhouse.minio.care.RewritePlan;
import io.tickhouse.minio.care.TableStats;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.flink.FlinkOption;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tickhouse lake compact}. */
@Command(
        name = "compact",
        mixinStandardHelpOptions = true,
        description = {
            "Makes few large files of many small ones, with a job on a Flink cluster.",
            "Writers may go on. Nothing is committed that was not read again and found equal."
        },
        footer = {
            "",
            "Examples:",
            "  ./tickhouse lake compact --dry-run",
            "  ./tickhouse lake compact --partition event_time_day=2025-11-13",
            "  ./tickhouse lake compact --where \"S = 'AAPL'\" --target-file-size-mb 128",
            "  ./tickhouse lake compact --partition event_time_day=2025-11-13 --sort table"
        })
final class CompactCommand extends ChangeCommand {

    @Mixin private FlinkOption flink;
    @Mixin private LedgerOption ledger;

    @Option(
            names = "--target-file-size-mb",
            paramLabel = "MB",
            defaultValue = "512",
            description =
                    "Size of the new files (default ${DEFAULT-VALUE}). Files from three quarters"
                            + " to nine fifths of it stay as they are.")
    private int targetFileSizeMb;

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            defaultValue = "",
            description =
                    "Only files that may have such rows: S = 'AAPL' AND event_time >="
                            + " '2025-11-13T00:00:00Z'. Case counts in names.")
    private String where;

    @Option(
            names = "--partition",
            paramLabel = "NAME=VALUE",
            defaultValue = "",
            description =
                    "Only this partition, as in the folders of the files:"
                            + " event_time_day=2025-11-13.")
    private String partition;

    @Option(
            names = "--sort",
            paramLabel = "none|table",
            defaultValue = "none",
            description =
                    "table: sort the rows of new files by the table's sort order, and rewrite large"
                            + " files, too, that do not have it (default ${DEFAULT-VALUE}).")
    private String sort;

    @Option(
            names = "--min-input-files",
            paramLabel = "N",
            defaultValue = "5",
            description =
                    "Leave partitions with fewer small files alone (default ${DEFAULT-VALUE}).")
    private int minInputFiles;

    @Option(
            names = "--min-age",
            paramLabel = "AGE",
            defaultValue = "0",
            description =
                    "Leave files alone that were committed less than this time ago, such as 1h"
                            + " (default ${DEFAULT-VALUE}).")
    private String minAge;

    @Option(
            names = "--max-rewrite-mb",
            paramLabel = "MB",
            defaultValue = "0",
            description = "Rewrite no more than this; 0 for all (default ${DEFAULT-VALUE}).")
    private long maxRewriteMb;

    @Option(
            names = "--partial-commits",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Commit in up to so many parts, so that a failure loses only the work of one"
                            + " (default ${DEFAULT-VALUE}).")
    private int partialCommits;

    @Option(
            names = "--verify",
            paramLabel = "content|counts",
            defaultValue = "content",
            description =
                    "content: read the new files again, and compare every value. counts: compare"
                            + " only how many rows and values each column has (default"
                            + " ${DEFAULT-VALUE}).")
    private String verify;

    @Option(
            names = "--leftovers-after",
            paramLabel = "AGE",
            defaultValue = "1h",
            description =
                    "Take another compaction for dead that has written no file for this time, and"
                            + " remove what it left (default ${DEFAULT-VALUE}).")
    private String leftoversAfter;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Subtasks that rewrite, and slots of the cluster (default ${DEFAULT-VALUE}).")
    private int parallelism;

    /** What was done, for {@code --json}. */
    private record Report(
            String table,
            boolean dryRun,
            Size before,
            int groups,
            int filesIn,
            int filesOut,
            long rows,
            long bytes,
            long expectedSeconds,
            Size after,
            List<Map<String, Object>> receipts) {}

    /** What a reader of the whole table meets. */
    private record Size(
            long files, long small, long bytes, long rows, int manifests, long planningMs) {

        static Size of(Table table, long targetBytes) {
            TableStats stats = TableStats.of(table, targetBytes);
            return new Size(
                    stats.files(),
                    stats.small(),
                    stats.bytes(),
                    stats.rows(),
                    stats.manifests(),
                    stats.planningMs());
        }

        Object[] row(String when) {
            return new Object[] {
                when,
                files,
                small,
                Words.bytes(bytes),
                Words.bytes(files == 0 ? 0 : bytes / files),
                rows,
                manifests,
                planningMs + " ms"
            };
        }
    }

    @Override
    int change(Table table) throws IOException {
        Compaction compaction = compaction();
        RewritePlan plan = compaction.plan(table);
        Size before = Size.of(table, compaction.targetBytes());
        if (dryRun() || plan.groups().isEmpty()) {
            show(table, compaction, plan, before, null, List.of());
            return 0;
        }
        List<Receipt> receipts =
                compaction.run(table, plan, workspace(), settings(), flink.url(workspace()), err());
        show(table, compaction, plan, before, Size.of(table, compaction.targetBytes()), receipts);
        return 0;
    }

    private Compaction compaction() {
        ledger.check();
        atLeast(1, "--target-file-size-mb", targetFileSizeMb);
        atLeast(2, "--min-input-files", minInputFiles);
        atLeast(0, "--max-rewrite-mb", maxRewriteMb);
        atLeast(1, "--partial-commits", partialCommits);
        atLeast(1, "--parallelism", parallelism);
        Compaction.Sort sorting = Choice.of("--sort", sort, Compaction.Sort.class);
        Proof proof = Choice.of("--verify", verify, Proof.class);
        if (sorting == Compaction.Sort.TABLE && proof == Proof.COUNTS) {
            throw UserError.badUsage(
                    "--sort table needs --verify content: whether a file is sorted is known when it"
                            + " is read again.");
        }
        return new Compaction(
                tableName(),
                targetFileSizeMb,
                where,
                partition,
                minInputFiles,
                Age.of("--min-age", minAge),
                maxRewriteMb,
                partialCommits,
                Age.of("--leftovers-after", leftoversAfter),
                parallelism,
                sorting,
                proof,
                ledger.arguments());
    }

    static void atLeast(long least, String option, long value) {
        if (value < least) {
            throw UserError.badUsage(option + " takes " + least + " or more, not " + value + ".");
        }
    }

    private void show(
            Table table,
            Compaction compaction,
            RewritePlan plan,
            Size before,
            Size after,
            List<Receipt> receipts) {
        long seconds = compaction.expectedSeconds(plan);
        if (json()) {
            printJson(
                    new Report(
                            table.name(),
                            dryRun(),
                            before,
                            plan.groups().size(),
                            plan.files(),
                            plan.outputs(),
                            plan.rows(),
                            plan.bytes(),
                            seconds,
                            after,
                            receipts.stream().map(ReceiptsCommand::object).toList()));
            return;
        }
        if (plan.groups().isEmpty()) {
            out().printf(
                            "%s: nothing to compact, %,d files, %s%n",
                            table.name(), before.files(), Words.bytes(before.bytes()));
            return;
        }
        if (dryRun()) {
            out().printf(
                            "%s: would rewrite %,d files with %,d rows, %s, into about %,d files,"
                                    + " in %,d groups and about %,d s%n",
                            table.name(),
                            plan.files(),
                            plan.rows(),
                            Words.bytes(plan.bytes()),
                            plan.outputs(),
                            plan.groups().size(),
                            seconds);
        }
        Listing listing =
                new Listing("", "files", "small", "size", "mean", "rows", "manifests", "planning")
                        .row(before.row("before"));
        if (after != null) {
            listing.row(after.row("after"));
        }
        listing.print(out());
        for (Receipt each : receipts) {
            out().printf(
                            "%,d files replace %,d, %s: %s%n",
                            each.filesOut(),
                            each.filesIn(),
                            each.content(),
                            each.algorithm().equals(Proof.CONTENT.algorithm())
                                    ? "read again and found equal"
                                    : "their counts are equal");
        }
        if (after != null && receipts.isEmpty()) {
            out().println("another compaction was faster: nothing was left to do");
        }
    }
}
