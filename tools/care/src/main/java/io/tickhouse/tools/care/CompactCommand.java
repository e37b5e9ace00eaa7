package io.tickhouse.tools.care;

import io.tickhouse.minio.care.Receipt;
import io.tickhouse.minio.care.RewritePlan;
import io.tickhouse.minio.care.TableStats;
import io.tickhouse.minio.care.Where;
import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.flink.FlinkClient;
import io.tickhouse.tools.flink.FlinkJob;
import io.tickhouse.tools.flink.FlinkOption;
import io.tickhouse.tools.flink.Submission;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
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
            "  ./tickhouse lake compact --where \"S = 'AAPL'\" --target-file-size-mb 128"
        })
final class CompactCommand extends TableCommand {

    /** Of one core, with the hash, as measured on trades. */
    private static final double ROWS_REWRITTEN_A_SECOND = 235_000;

    private static final double ROWS_READ_AGAIN_A_SECOND = 636_000;

    /** What opening a small file costs. */
    private static final double SECONDS_A_FILE = 0.004;

    /** Until a job runs. */
    private static final double START_SECONDS = 10;

    private static final long POLL_MS = 500;

    /** So that a terminal is not filled. */
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    @Mixin private FlinkOption flink;

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

    @Option(names = "--dry-run", description = "Say what would be rewritten, and change nothing.")
    private boolean dryRun;

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
    int run(Table table) throws IOException {
        atLeast(1, "--target-file-size-mb", targetFileSizeMb);
        atLeast(2, "--min-input-files", minInputFiles);
        atLeast(0, "--max-rewrite-mb", maxRewriteMb);
        atLeast(1, "--partial-commits", partialCommits);
        atLeast(1, "--parallelism", parallelism);
        RewritePlan plan = RewritePlan.of(table, options());
        Size before = Size.of(table, targetBytes());
        if (dryRun || plan.groups().isEmpty()) {
            show(table, plan, before, null, List.of());
            return 0;
        }
        String id = UUID.randomUUID().toString();
        compact(plan, id);
        table.refresh();
        show(table, plan, before, Size.of(table, targetBytes()), receipts(table, plan, id));
        return 0;
    }

    private static void atLeast(long least, String option, long value) {
        if (value < least) {
            throw UserError.badUsage(option + " takes " + least + " or more, not " + value + ".");
        }
    }

    private RewritePlan.Options options() {
        return new RewritePlan.Options(
                Where.parse(where),
                partition,
                targetBytes(),
                minInputFiles,
                Age.of("--min-age", minAge),
                maxRewriteMb == 0 ? Long.MAX_VALUE : maxRewriteMb << 20);
    }

    private long targetBytes() {
        return (long) targetFileSizeMb << 20;
    }

    private List<String> arguments(String id) {
        return List.of(
                "--iceberg-catalog=" + tableName().substring(0, tableName().indexOf('.')),
                "--table=" + tableName(),
                "--target-file-size-mb=" + targetFileSizeMb,
                "--where=" + where,
                "--partition=" + partition,
                "--min-input-files=" + minInputFiles,
                "--min-age=" + Age.of("--min-age", minAge).toSeconds() + "s",
                "--max-rewrite-mb=" + maxRewriteMb,
                "--partial-commits=" + partialCommits,
                "--leftovers-after="
                        + Age.of("--leftovers-after", leftoversAfter).toSeconds()
                        + "s",
                "--parallelism=" + parallelism,
                "--care-id=" + id);
    }

    /** The catalog, for the job: in variables, because every user can read arguments. */
    static Map<String, String> variables(LakeSettings settings) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("CATALOG_TYPE", settings.type().name().toLowerCase(Locale.ROOT));
        variables.put("ICEBERG_WAREHOUSE", settings.warehouse());
        putIfGiven(variables, "CATALOG_URI", settings.uri());
        variables.put("S3_ENDPOINT", settings.s3Endpoint() == null ? "" : settings.s3Endpoint());
        putIfGiven(variables, "S3_ACCESS_KEY", settings.s3AccessKey());
        putIfGiven(variables, "S3_SECRET_KEY", settings.s3SecretKey());
        if (!settings.more().isEmpty()) {
            variables.put(
                    "CATALOG_PROPERTY",
                    settings.more().entrySet().stream()
                            .map(each -> each.getKey() + "=" + each.getValue())
                            .sorted()
                            .collect(Collectors.joining(",")));
        }
        return variables;
    }

    private static void putIfGiven(Map<String, String> variables, String name, String value) {
        if (value != null) {
            variables.put(name, value);
        }
    }

    private void compact(RewritePlan plan, String id) throws IOException {
        String url = flink.url(workspace());
        PrintWriter err = err();
        try {
            String job =
                    new Submission(workspace(), url, variables(settings()))
                            .submit("compact", null, arguments(id), err::println);
            err.printf(
                    "compacting %,d files, %,d rows; watch it at %s/#/job/running/%s%n",
                    plan.files(), plan.rows(), url, job);
            err.flush();
            await(new FlinkClient(url), job, plan.rows());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.failed("Interrupted; the compaction goes on.", e);
        }
    }

    private void await(FlinkClient client, String id, long rows) throws InterruptedException {
        long next = System.nanoTime() + BETWEEN_LINES.toNanos();
        FlinkJob job = client.job(id);
        while (!job.ended()) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
            job = client.job(id);
            if (System.nanoTime() >= next && !job.ended()) {
                next += BETWEEN_LINES.toNanos();
                err().printf(
                                "%s: %,d of %,d rows rewritten, %,d read again%n",
                                job.state().toLowerCase(Locale.ROOT),
                                client.counter(id, "rewrite.rowsRewritten"),
                                rows,
                                client.counter(id, "verify.rowsVerified"));
                err().flush();
            }
        }
        if (!job.state().equals("FINISHED")) {
            throw UserError.failed(
                    client.failure(id)
                            .orElse("The job is " + job.state() + "; nothing more is committed."));
        }
    }

    private static List<Receipt> receipts(Table table, RewritePlan plan, String id) {
        List<Receipt> receipts = new ArrayList<>();
        for (Snapshot each : SnapshotUtil.currentAncestors(table)) {
            Receipt.of(each).filter(found -> found.run().id().equals(id)).ifPresent(receipts::add);
            if (each.snapshotId() == plan.plannedOn()) {
                break;
            }
        }
        return receipts;
    }

    private void show(
            Table table, RewritePlan plan, Size before, Size after, List<Receipt> receipts) {
        long seconds = expectedSeconds(plan);
        if (json()) {
            printJson(
                    new Report(
                            table.name(),
                            dryRun,
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
        if (dryRun) {
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
                            "%,d files replace %,d, %s: read again and found equal%n",
                            each.filesOut(), each.filesIn(), each.content());
        }
        if (after != null && receipts.isEmpty()) {
            out().println("another compaction was faster: nothing was left to do");
        }
    }

    private long expectedSeconds(RewritePlan plan) {
        double work =
                plan.rows() / ROWS_REWRITTEN_A_SECOND
                        + plan.rows() / ROWS_READ_AGAIN_A_SECOND
                        + plan.files() * SECONDS_A_FILE;
        int used = Math.min(parallelism, Math.max(1, plan.groups().size()));
        return Math.round(START_SECONDS + work / used);
    }
}
