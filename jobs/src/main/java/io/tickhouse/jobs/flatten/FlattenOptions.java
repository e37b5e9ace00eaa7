package io.tickhouse.jobs.flatten;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.iceberg.ColumnNames;
import io.tickhouse.connectors.kafka.KafkaEnds;
import io.tickhouse.connectors.kafka.StateOwner;
import io.tickhouse.jobs.options.CatalogOptions;
import io.tickhouse.jobs.options.CheckpointOptions;
import io.tickhouse.jobs.options.JobArguments;
import io.tickhouse.jobs.options.KafkaOptions;
import io.tickhouse.jobs.options.LakeOptions;
import io.tickhouse.jobs.options.OptionTypes;
import io.tickhouse.jobs.options.RowJobOptions;
import io.tickhouse.kafka.topics.StartRefusal;
import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.kafka.topics.TopicRules;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Limits;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.iceberg.catalog.TableIdentifier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The options of the flatten job, read once at start. Each can also come from the environment. Keys
 * belong there, because every user of a machine can read a command line.
 */
@Command(
        name = "flatten",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description =
                "Flattens JSON arrays of a Kafka topic into rows, one a message: exactly once into"
                        + " Iceberg and into flattened topics.",
        footer = {
            "",
            "Example:",
            "  ./tickhouse submit flatten --starting-offsets earliest --processing-time \"5 seconds\"",
            "",
            "Each option also has an environment variable: its name in capitals, with _ for -"
                    + " (S3_SECRET_KEY for --s3-secret-key). Give keys that way only."
        })
final class FlattenOptions {

    /** Where rows go. */
    enum OutputMode {
        BOTH,
        KAFKA_ONLY,
        ICEBERG_ONLY,
        CONSOLE_DEBUG;

        boolean kafka() {
            return this == BOTH || this == KAFKA_ONLY;
        }

        boolean iceberg() {
            return this == BOTH || this == ICEBERG_ONLY;
        }
    }

    @Mixin KafkaOptions kafka;
    @Mixin LakeOptions lake;
    @Mixin CheckpointOptions checkpoints;
    @Mixin RowJobOptions job;

    @Option(
            names = "--source-topic",
            paramLabel = "TOPIC",
            defaultValue = "${env:SOURCE_TOPIC:-iex_data}",
            description = "Topic of raw JSON arrays.")
    String sourceTopic;

    @Option(
            names = "--dead-letter-topic",
            paramLabel = "TOPIC",
            defaultValue = "${env:DEAD_LETTER_TOPIC:-}",
            description =
                    "Topic of dead letters. Jobs that read the same source need different ones."
                            + " Default: SOURCE_dead_letters.")
    private String deadLetterTopic;

    @Option(
            names = "--dest-topic",
            paramLabel = "TOPIC",
            defaultValue = "${env:DEST_TOPIC:-flattened_stocks}",
            description = "Topic of trades; each other kind has its own, such as TOPIC_quotes.")
    String destTopic;

    @Option(
            names = "--iceberg-table",
            paramLabel = "[CATALOG.]DB.TABLE",
            defaultValue = "${env:ICEBERG_TABLE:-local.db.flattened_stocks}",
            description = "Table of trades; each other kind has its own, such as TABLE_quotes.")
    String icebergTable;

    @Option(
            names = "--output-mode",
            paramLabel = "both|kafka-only|iceberg-only|console-debug",
            defaultValue = "${env:OUTPUT_MODE:-both}",
            converter = OutputModeConverter.class,
            description =
                    "Where rows go: both, kafka-only, iceberg-only, or console-debug, which prints"
                            + " them and writes nothing.")
    OutputMode outputMode;

    @Option(
            names = "--starting-offsets",
            paramLabel = "latest|earliest|committed|TIME",
            defaultValue = "${env:STARTING_OFFSETS:-latest}",
            converter = OptionTypes.OffsetsConverter.class,
            description =
                    "Where to start without a savepoint: latest, earliest, committed, or a time in"
                            + " epoch milliseconds or RFC 3339. It is settled at submission. The"
                            + " committed offsets can differ from what the job has written: rows"
                            + " can be missing, or come twice. A savepoint or checkpoint is exact.")
    String startingOffsets;

    @Option(
            names = "--min-time",
            paramLabel = "TIME",
            defaultValue = "${env:MIN_TIME:-1971-01-01T00:00:00Z}",
            converter = OptionTypes.TimeConverter.class,
            description = "What is earlier is a dead letter (RFC 3339).")
    private Instant minTime;

    @Option(
            names = "--max-time",
            paramLabel = "TIME",
            defaultValue = "${env:MAX_TIME:-2200-01-01T00:00:00Z}",
            converter = OptionTypes.TimeConverter.class,
            description = "What is at this time or later is a dead letter.")
    private Instant maxTime;

    @Option(
            names = "--transactional-id-prefix",
            paramLabel = "PREFIX",
            defaultValue = "${env:TRANSACTIONAL_ID_PREFIX:-}",
            description =
                    "Prefix of Kafka transactional ids: the same after every restart, used by no"
                            + " other job. Default: tickhouse-SOURCE-DEST, with the table for DEST"
                            + " if no topic of rows is written.")
    private String transactionalIdPrefix;

    @Option(
            names = "--group-id",
            paramLabel = "GROUP",
            defaultValue = "${env:GROUP_ID:-}",
            description =
                    "Consumer group that progress is reported under; console-debug reports none."
                            + " Default: tickhouse-flatten-SOURCE-DEST, with the table for DEST if"
                            + " no topic of rows is written.")
    private String groupId;

    @Option(
            names = "--iceberg-columns",
            paramLabel = "seed|descriptive",
            defaultValue = "${env:ICEBERG_COLUMNS:-seed}",
            description =
                    "Column names. seed: S and s, as in the feed. descriptive: symbol and size, for"
                            + " engines that fold case (Spark, Trino).")
    ColumnNames icebergColumns;

    private FlattenOptions() {}

    static CommandLine commandLine() {
        return JobArguments.commandLine(new FlattenOptions());
    }

    /**
     * Reads the options.
     *
     * @return empty if only help was asked for; the help is then printed
     * @throws Refusal if they are not valid
     */
    static Optional<FlattenOptions> parse(PrintWriter out, String... args) {
        CommandLine commandLine = commandLine();
        if (!JobArguments.read(commandLine, out, args)) {
            return Optional.empty();
        }
        FlattenOptions options = commandLine.getCommand();
        options.check();
        return Optional.of(options);
    }

    private void check() {
        job.check();
        checkpoints.check();
        limits();
        OptionTypes.checkStable(transactionalIdPrefix());
        tableIdentifier();
        if (outputMode != OutputMode.CONSOLE_DEBUG) {
            checkTopics();
        }
    }

    private void checkTopics() {
        try {
            TopicRules.requireApart(
                    sourceTopic,
                    "--source-topic",
                    outputMode.kafka() ? new TopicNames(destTopic).all() : List.of(),
                    "--dest-topic",
                    deadLetterTopic());
        } catch (StartRefusal e) {
            throw new Refusal(e.getMessage());
        }
    }

    /**
     * Refuses settings of the cluster that would lose rows.
     *
     * @param flink what the job is about to run with
     */
    void check(ReadableConfig flink, KafkaEnds kafka) {
        if (outputMode.iceberg()) {
            LakeOptions.checkAligned(flink);
        }
        if (outputMode != OutputMode.CONSOLE_DEBUG
                && job.delivery == DeliveryGuarantee.EXACTLY_ONCE) {
            CheckpointOptions.checkTransactions(flink, kafka.transactionTimeoutMs());
        }
    }

    KafkaEnds kafkaEnds() {
        return new KafkaEnds(
                kafka.brokers, kafkaProperties(), job.delivery, transactionalIdPrefix());
    }

    Map<String, String> kafkaProperties() {
        Map<String, String> properties = new HashMap<>();
        if (outputMode == OutputMode.CONSOLE_DEBUG) {
            // A job that starts at the committed offsets of its group would skip what was only
            // printed here.
            properties.put(KafkaSourceOptions.COMMIT_OFFSETS_ON_CHECKPOINT.key(), "false");
        }
        properties.putAll(kafka.properties());
        return properties;
    }

    /** What the job adds to the settings of its cluster. */
    Configuration configuration() {
        Configuration flink = checkpoints.configuration();
        job.addTo(flink);
        flink.set(PipelineOptions.GLOBAL_JOB_PARAMETERS, shown());
        return flink;
    }

    /**
     * What the web UI shows of the job: never an address or a property, which may hold a secret.
     */
    private Map<String, String> shown() {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("source-topic", sourceTopic);
        shown.put("output-mode", outputMode.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        if (outputMode != OutputMode.CONSOLE_DEBUG) {
            shown.put("dead-letter-topic", deadLetterTopic());
            shown.put("delivery", job.delivery.toString());
            shown.put("transactional-id-prefix", transactionalIdPrefix());
        }
        for (Kind kind : Kind.values()) {
            if (outputMode.kafka()) {
                shown.put("topic of " + kind.plural(), new TopicNames(destTopic).of(kind));
            }
            if (outputMode.iceberg()) {
                shown.put("table of " + kind.plural(), tableIdentifier(kind).toString());
            }
        }
        shown.put("starting-offsets", startingOffsets);
        return shown;
    }

    String deadLetterTopic() {
        return deadLetterTopic.isEmpty() ? TopicNames.deadLetters(sourceTopic) : deadLetterTopic;
    }

    /**
     * Bounds on input and output.
     *
     * @throws Refusal if no event time is within them
     */
    Limits limits() {
        try {
            return Limits.DEFAULT.withTimes(minTime, maxTime);
        } catch (IllegalArgumentException e) {
            throw new Refusal("--min-time and --max-time: " + e.getMessage() + ".");
        }
    }

    /** Tells jobs apart that read one topic; {@code ./tickhouse submit} knows the rule, too. */
    String jobName() {
        String name = "flatten " + sourceTopic;
        if (outputMode.kafka()) {
            return name + " to " + destTopic;
        }
        return outputMode.iceberg() ? name + " to " + tableIdentifier() : name;
    }

    /** A group for this job alone: two jobs in one group would report one progress for both. */
    String groupId() {
        return groupId.isEmpty()
                ? "tickhouse-flatten-" + sourceTopic + "-" + destination()
                : groupId;
    }

    /** What tells the job from others with the same source: the topic or the table of trades. */
    private String destination() {
        return outputMode.kafka() ? destTopic : tableIdentifier().toString();
    }

    /** The places that the job writes to. */
    StateOwner destinations() {
        Map<String, String> places = new HashMap<>();
        if (outputMode != OutputMode.CONSOLE_DEBUG) {
            places.put("dead letter topic", deadLetterTopic());
        }
        if (outputMode.kafka()) {
            places.put("destination topic", destTopic);
        }
        if (outputMode.iceberg()) {
            places.put("Iceberg table", tableIdentifier().toString());
        }
        return new StateOwner(places);
    }

    String transactionalIdPrefix() {
        return transactionalIdPrefix.isEmpty()
                ? "tickhouse-" + sourceTopic + "-" + destination()
                : transactionalIdPrefix;
    }

    /** Table of the trades. */
    private TableIdentifier tableIdentifier() {
        return CatalogOptions.table("--iceberg-table", icebergTable);
    }

    TableIdentifier tableIdentifier(Kind kind) {
        TableIdentifier trades = tableIdentifier();
        return TableIdentifier.of(trades.namespace(), trades.name() + kind.suffix());
    }

    private static final class OutputModeConverter implements ITypeConverter<OutputMode> {
        @Override
        public OutputMode convert(String text) {
            return OptionTypes.constant(OutputMode.class, text);
        }
    }
}
