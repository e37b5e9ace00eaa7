package io.tickhouse.tools.care;

import io.tickhouse.minio.care.Proof;
import io.tickhouse.minio.care.Receipt;
import io.tickhouse.minio.care.RewritePlan;
import io.tickhouse.minio.care.Where;
import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import io.tickhouse.tools.flink.FlinkClient;
import io.tickhouse.tools.flink.FlinkJob;
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

/**
 * A compaction of one table by a job on a Flink cluster.
 *
 * @param tableName with the name of its catalog
 * @param where condition for rows that a file may have; empty for all
 * @param partition as in the folders of the files; empty for all
 * @param minInputFiles partitions with fewer small files stay as they are
 * @param minAge files that are younger stay as they are
 * @param maxRewriteMb 0 for no limit
 * @param leftoversAfter how long another compaction writes no file before it counts as dead
 * @param parallelism subtasks that rewrite
 * @param proof how closely new files are compared with the old ones
 * @param ledger options of the job that say where its receipts go
 */
record Compaction(
        String tableName,
        int targetFileSizeMb,
        String where,
        String partition,
        int minInputFiles,
        Duration minAge,
        long maxRewriteMb,
        int partialCommits,
        Duration leftoversAfter,
        int parallelism,
        Sort sort,
        Proof proof,
        List<String> ledger) {

    /** What the rows of new files are sorted by. */
    enum Sort {
        NONE,
        TABLE
    }

    /** Of one core, with the hash, as measured on trades. */
    private static final double ROWS_REWRITTEN_A_SECOND = 235_000;

    private static final double ROWS_READ_AGAIN_A_SECOND = 636_000;

    /** Beside rewriting them. */
    private static final double ROWS_SORTED_A_SECOND = 250_000;

    /** What opening a small file costs in a JVM that has just started; later it is a third. */
    private static final double SECONDS_A_FILE = 0.0015;

    /** Until a job runs. */
    private static final double START_SECONDS = 10;

    private static final long POLL_MS = 500;

    /** So that a terminal is not filled. */
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    static final Duration LEFTOVERS_AFTER = Duration.ofHours(1);

    /** Of all of a table, with the standards of the command. */
    static Compaction of(
            String tableName, int targetFileSizeMb, int minInputFiles, List<String> ledger) {
        return new Compaction(
                tableName,
                targetFileSizeMb,
                "",
                "",
                minInputFiles,
                Duration.ZERO,
                0,
                1,
                LEFTOVERS_AFTER,
                1,
                Sort.NONE,
                Proof.CONTENT,
                ledger);
    }

    long targetBytes() {
        return (long) targetFileSizeMb << 20;
    }

    /** What there is to do now. */
    RewritePlan plan(Table table) {
        return RewritePlan.of(
                table,
                new RewritePlan.Options(
                        Where.parse(where),
                        partition,
                        targetBytes(),
                        minInputFiles,
                        minAge,
                        RewritePlan.Options.bytesOf(maxRewriteMb),
                        sort == Sort.TABLE));
    }

    /** A rough guess: cores have nothing else to do, and the store is near. */
    long expectedSeconds(RewritePlan plan) {
        double work = plan.rows() / ROWS_REWRITTEN_A_SECOND + plan.files() * SECONDS_A_FILE;
        if (sort == Sort.TABLE) {
            work += plan.rows() / ROWS_SORTED_A_SECOND;
        }
        if (proof == Proof.CONTENT) {
            work += plan.rows() / ROWS_READ_AGAIN_A_SECOND;
        }
        int used = Math.min(parallelism, Math.max(1, plan.groups().size()));
        return Math.round(START_SECONDS + work / used);
    }

    /**
     * Runs the job, and waits for it. The table is refreshed then.
     *
     * @param settings of the catalog
     * @param flink URL of the cluster's REST API
     * @param progress gets lines for a person
     * @return what was committed; empty if another compaction was faster
     */
    List<Receipt> run(
            Table table,
            RewritePlan plan,
            Workspace workspace,
            LakeSettings settings,
            String flink,
            PrintWriter progress)
            throws IOException {
        String id = UUID.randomUUID().toString();
        try {
            String job =
                    new Submission(workspace, flink, variables(settings))
                            .submit("compact", null, arguments(id), progress::println);
            progress.printf(
                    "compacting %,d files, %,d rows; watch it at %s/#/job/running/%s%n",
                    plan.files(), plan.rows(), flink, job);
            progress.flush();
            await(new FlinkClient(flink), job, plan.rows(), progress);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.failed("Interrupted; the compaction goes on.", e);
        }
        table.refresh();
        return receipts(table, plan, id);
    }

    private List<String> arguments(String id) {
        List<String> arguments = new ArrayList<>(ledger);
        arguments.addAll(
                List.of(
                        "--iceberg-catalog=" + tableName.substring(0, tableName.indexOf('.')),
                        "--table=" + tableName,
                        "--target-file-size-mb=" + targetFileSizeMb,
                        "--where=" + where,
                        "--partition=" + partition,
                        "--min-input-files=" + minInputFiles,
                        "--min-age=" + minAge.toSeconds() + "s",
                        "--max-rewrite-mb=" + maxRewriteMb,
                        "--partial-commits=" + partialCommits,
                        "--leftovers-after=" + leftoversAfter.toSeconds() + "s",
                        "--parallelism=" + parallelism,
                        "--sort=" + Choice.word(sort),
                        "--verify=" + Choice.word(proof),
                        "--care-id=" + id));
        return arguments;
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

    private static void await(FlinkClient client, String id, long rows, PrintWriter progress)
            throws InterruptedException {
        long next = System.nanoTime() + BETWEEN_LINES.toNanos();
        FlinkJob job = client.job(id);
        while (!job.ended()) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
            job = client.job(id);
            if (System.nanoTime() >= next && !job.ended()) {
                next += BETWEEN_LINES.toNanos();
                progress.printf(
                        "%s: %,d of %,d rows rewritten, %,d read again%n",
                        job.state().toLowerCase(Locale.ROOT),
                        client.counter(id, "rewrite.rowsRewritten"),
                        rows,
                        client.counter(id, "verify.rowsVerified"));
                progress.flush();
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
}
