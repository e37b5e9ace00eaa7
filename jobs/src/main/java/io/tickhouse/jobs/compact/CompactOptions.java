package io.tickhouse.jobs.compact;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.jobs.options.CatalogOptions;
import io.tickhouse.jobs.options.OptionTypes;
import io.tickhouse.minio.care.CareRefusal;
import io.tickhouse.minio.care.Proof;
import io.tickhouse.minio.care.RewritePlan;
import io.tickhouse.minio.care.Where;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.iceberg.catalog.TableIdentifier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of the compaction job, read once at start. */
@Command(
        name = "compact",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description =
                "Makes few large files of many small ones in an Iceberg table, beside its writers,"
                        + " and commits only what it has read again and found equal.",
        footer = {
            "",
            "Examples:",
            "  ./tickhouse submit compact --table local.db.flattened_stocks",
            "  ./tickhouse submit compact --partition event_time_day=2025-11-13",
            "",
            "Each option also has an environment variable: its name in capitals, with _ for -."
        })
final class CompactOptions {

    private static final int MOST_COMMITS = 1000;
    private static final int RESTARTS = 3;
    private static final Pattern UUIDS =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    @Option(
            names = "--table",
            paramLabel = "[CATALOG.]DB.TABLE",
            defaultValue = "${env:TABLE:-local.db.flattened_stocks}",
            description = "Table to compact.")
    private String table;

    @Option(
            names = "--target-file-size-mb",
            paramLabel = "MB",
            defaultValue = "${env:TARGET_FILE_SIZE_MB:-512}",
            description =
                    "Size of the new files. Files from three quarters to nine fifths of it stay as"
                            + " they are.")
    private int targetFileSizeMb;

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            defaultValue = "${env:WHERE:-}",
            description =
                    "Compact only files that may have such rows: S = 'AAPL' AND event_time >="
                            + " '2025-11-13T00:00:00Z'. Case counts in names.")
    private String where;

    @Option(
            names = "--partition",
            paramLabel = "NAME=VALUE",
            defaultValue = "${env:PARTITION:-}",
            description =
                    "Compact only this partition, as in the folders of the files:"
                            + " event_time_day=2025-11-13.")
    private String partition;

    /** What the rows of new files are sorted by. */
    enum Sort {
        NONE,
        TABLE
    }

    @Option(
            names = "--sort",
            paramLabel = "none|table",
            defaultValue = "${env:SORT:-none}",
            description =
                    "table: sort the rows of new files by the table's sort order, and rewrite large"
                            + " files, too, that do not have it. none: keep the order of arrival.")
    private Sort sort;

    @Option(
            names = "--min-input-files",
            paramLabel = "N",
            defaultValue = "${env:MIN_INPUT_FILES:-5}",
            description = "Leave partitions with fewer small files alone.")
    private int minInputFiles;

    @Option(
            names = "--min-age",
            paramLabel = "DURATION",
            defaultValue = "${env:MIN_AGE:-0 s}",
            converter = OptionTypes.DurationConverter.class,
            description = "Leave files alone that were committed less than this time ago.")
    private Duration minAge;

    @Option(
            names = "--max-rewrite-mb",
            paramLabel = "MB",
            defaultValue = "${env:MAX_REWRITE_MB:-0}",
            description = "Rewrite no more than this at a time; 0 for all.")
    private long maxRewriteMb;

    @Option(
            names = "--partial-commits",
            paramLabel = "N",
            defaultValue = "${env:PARTIAL_COMMITS:-1}",
            description =
                    "Commit in up to so many parts, so that a failure loses only the work of one.")
    private int partialCommits;

    @Option(
            names = "--leftovers-after",
            paramLabel = "DURATION",
            defaultValue = "${env:LEFTOVERS_AFTER:-1 h}",
            converter = OptionTypes.DurationConverter.class,
            description =
                    "Take another compaction for dead that has written no file for this time, and"
                            + " remove what it left. If it lives after all, it commits no more.")
    private Duration leftoversAfter;

    @Option(
            names = "--receipts-table",
            paramLabel = "[CATALOG.]DB.TABLE",
            defaultValue = "${env:RECEIPTS_TABLE:-local.db.lake_receipts}",
            description =
                    "Table that keeps the receipts of all tables when their snapshots expire; it is"
                            + " made if it is missing.")
    private String receiptsTable;

    @Option(
            names = "--no-receipts-table",
            defaultValue = "${env:NO_RECEIPTS_TABLE:-false}",
            description = "Keep receipts in the snapshots alone.")
    private boolean noReceiptsTable;

    @Option(
            names = "--verify",
            paramLabel = "content|counts",
            defaultValue = "${env:VERIFY:-content}",
            description =
                    "content: read the new files again, and compare every value. counts: compare"
                            + " only how many rows and values each column has, as the files say.")
    private Proof verify;

    @Option(
            names = "--care-id",
            paramLabel = "UUID",
            defaultValue = "${env:CARE_ID:-}",
            description =
                    "Id of the compaction in receipts and names of files. Default: a new one.")
    private String careId;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "${env:PARALLELISM:-0}",
            description =
                    "Subtasks that rewrite, and as many that read again. Default: what the cluster"
                            + " is set to.")
    private int parallelism;

    @Mixin CatalogOptions catalog;

    private CompactOptions() {}

    static CommandLine commandLine() {
        return new CommandLine(new CompactOptions()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    /**
     * Reads the options.
     *
     * @return empty if only help was asked for; the help is then printed
     * @throws Refusal if they are not valid
     */
    static Optional<CompactOptions> parse(PrintWriter out, String... args) {
        CommandLine commandLine = commandLine();
        try {
            commandLine.parseArgs(args);
        } catch (ParameterException e) {
            throw new Refusal(e.getMessage() + ". See compact --help.");
        }
        if (commandLine.isUsageHelpRequested()) {
            commandLine.usage(out);
            return Optional.empty();
        }
        CompactOptions options = commandLine.getCommand();
        options.check();
        return Optional.of(options);
    }

    private void check() {
        tableIdentifier();
        receiptsTable();
        try {
            Where.parse(where);
        } catch (CareRefusal e) {
            throw new Refusal(e.getMessage());
        }
        atLeast(1, "--target-file-size-mb", targetFileSizeMb);
        atLeast(2, "--min-input-files", minInputFiles);
        atLeast(0, "--max-rewrite-mb", maxRewriteMb);
        atLeast(1, "--partial-commits", partialCommits);
        if (parallelism < 0) {
            throw new Refusal("--parallelism must be 1 at least.");
        }
        if (partialCommits > MOST_COMMITS) {
            throw new Refusal("--partial-commits must be " + MOST_COMMITS + " at most.");
        }
        if (sort == Sort.TABLE && verify == Proof.COUNTS) {
            throw new Refusal(
                    "--sort table needs --verify content: whether a file is sorted is known when it"
                            + " is read again.");
        }
        if (!careId.isEmpty() && !UUIDS.matcher(careId).matches()) {
            throw new Refusal("--care-id is a UUID in lower case, not " + careId + ".");
        }
    }

    private static void atLeast(long least, String option, long value) {
        if (value < least) {
            throw new Refusal(option + " must be " + least + " at least.");
        }
    }

    TableIdentifier tableIdentifier() {
        return CatalogOptions.table("--table", table);
    }

    boolean hasReceiptsTable() {
        return !noReceiptsTable;
    }

    TableIdentifier receiptsTable() {
        return CatalogOptions.table("--receipts-table", receiptsTable);
    }

    Order order() {
        return new Order(
                careId.isEmpty() ? UUID.randomUUID().toString() : careId,
                where,
                partition,
                (long) targetFileSizeMb << 20,
                minInputFiles,
                minAge.toMillis(),
                RewritePlan.Options.bytesOf(maxRewriteMb),
                partialCommits,
                leftoversAfter.toMillis(),
                sort == Sort.TABLE,
                verify);
    }

    /** What the job adds to the settings of its cluster. */
    Configuration configuration() {
        Configuration flink = new Configuration();
        // Its operators run side by side, so that parts can be committed before the end.
        flink.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING);
        // A compaction that keeps failing is better given up: the next one begins anew.
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, RESTARTS);
        flink.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(10));
        if (parallelism > 0) {
            flink.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
        }
        flink.set(PipelineOptions.OBJECT_REUSE, true);
        flink.set(PipelineOptions.GENERIC_TYPES, false);
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("table", tableIdentifier().toString());
        flink.set(PipelineOptions.GLOBAL_JOB_PARAMETERS, shown);
        return flink;
    }

    String jobName() {
        return "compact " + tableIdentifier();
    }
}
