package io.tickhouse.jobs;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.iceberg.ColumnNames;
import io.tickhouse.connectors.iceberg.LakeCatalog;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.util.TimeUtils;
import org.apache.iceberg.catalog.TableIdentifier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * The options of the flatten job, read once at start. Each can come from the environment as well,
 * which is where keys belong: what stands on a command line can be read by every user of a machine.
 */
@Command(
        name = "flatten",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description =
                "Flattens JSON arrays of a Kafka topic into trades, quotes and bars: exactly once"
                        + " into Iceberg and into flattened topics.",
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

    private static final Pattern UNSTABLE =
            Pattern.compile("\\d{10,}|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}|[${}%]|^\\s*$");
    private static final Pattern TABLE = Pattern.compile("[^.\\s]+(\\.[^.\\s]+)+");
    private static final Pattern EPOCH_MILLIS = Pattern.compile("\\d{1,18}");

    @Option(
            names = "--kafka-brokers",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:KAFKA_BROKERS:-localhost:9092}",
            description = "Kafka bootstrap servers.")
    String kafkaBrokers;

    @Option(
            names = "--source-topic",
            paramLabel = "TOPIC",
            defaultValue = "${env:SOURCE_TOPIC:-iex_data}",
            description = "Topic of raw JSON arrays. Dead letters go to TOPIC_dead_letters.")
    String sourceTopic;

    @Option(
            names = "--dest-topic",
            paramLabel = "TOPIC",
            defaultValue = "${env:DEST_TOPIC:-flattened_stocks}",
            description = "Topic of trades; quotes go to TOPIC_quotes, bars to TOPIC_bars.")
    String destTopic;

    @Option(
            names = "--iceberg-table",
            paramLabel = "[CATALOG.]DB.TABLE",
            defaultValue = "${env:ICEBERG_TABLE:-local.db.flattened_stocks}",
            description = "Table of trades; quotes go to TABLE_quotes, bars to TABLE_bars.")
    String icebergTable;

    @Option(
            names = "--iceberg-catalog",
            paramLabel = "NAME",
            defaultValue = "${env:ICEBERG_CATALOG:-local}",
            description = "Name of the catalog; --iceberg-table may carry it as its first part.")
    String icebergCatalog;

    @Option(
            names = "--iceberg-warehouse",
            paramLabel = "URI",
            defaultValue = "${env:ICEBERG_WAREHOUSE:-s3://warehouse/}",
            description =
                    "Where tables are made: s3:// goes through Iceberg's S3FileIO, s3a:// through"
                            + " Hadoop.")
    String icebergWarehouse;

    @Option(
            names = "--catalog-type",
            paramLabel = "rest|jdbc|hadoop",
            defaultValue = "${env:CATALOG_TYPE:-rest}",
            description =
                    "Kind of catalog. A hadoop catalog loses concurrent commits on S3: not for data"
                            + " that matters.")
    LakeCatalog.Type catalogType;

    @Option(
            names = "--catalog-uri",
            paramLabel = "URI",
            defaultValue = "${env:CATALOG_URI:-http://localhost:8181}",
            description = "REST server, or JDBC URL of the catalog's database.")
    String catalogUri;

    @Option(
            names = "--s3-endpoint",
            paramLabel = "URL",
            defaultValue = "${env:S3_ENDPOINT:-http://localhost:9100}",
            description = "S3 store; an empty value means AWS.")
    String s3Endpoint;

    @Option(
            names = "--s3-access-key",
            paramLabel = "KEY",
            description =
                    "Access key; better in the variable S3_ACCESS_KEY. Without one the AWS default"
                            + " chain is asked.")
    private String s3AccessKey;

    @Option(
            names = "--s3-secret-key",
            paramLabel = "KEY",
            description = "Secret key; better in the variable S3_SECRET_KEY.")
    private String s3SecretKey;

    @Option(
            names = "--processing-time",
            paramLabel = "DURATION",
            defaultValue = "${env:PROCESSING_TIME:-10 seconds}",
            converter = DurationConverter.class,
            description = "Checkpoint interval: how often rows become visible, all at once.")
    Duration processingTime;

    @Option(
            names = "--output-mode",
            paramLabel = "both|kafka-only|iceberg-only|console-debug",
            defaultValue = "${env:OUTPUT_MODE:-both}",
            converter = OutputModeConverter.class,
            description = "Where rows go. console-debug prints them and writes nothing else.")
    OutputMode outputMode;

    @Option(
            names = "--starting-offsets",
            paramLabel = "latest|earliest|committed|TIME",
            defaultValue = "${env:STARTING_OFFSETS:-latest}",
            converter = OffsetsConverter.class,
            description =
                    "Where to start without a savepoint; TIME is epoch milliseconds or RFC 3339.")
    String startingOffsets;

    @Option(
            names = "--ending-offsets",
            paramLabel = "none|latest",
            defaultValue = "${env:ENDING_OFFSETS:-none}",
            description = "latest: end the job at what is the end of the topic at start.")
    private String endingOffsets;

    @Option(
            names = "--delivery",
            paramLabel = "exactly-once|at-least-once",
            defaultValue = "${env:DELIVERY:-exactly-once}",
            converter = DeliveryConverter.class,
            description =
                    "Delivery to Kafka. at-least-once is visible at once and may repeat after a"
                            + " failure; src tells repeats. Iceberg is exactly once always.")
    DeliveryGuarantee delivery;

    @Option(
            names = "--transactional-id-prefix",
            paramLabel = "PREFIX",
            defaultValue = "${env:TRANSACTIONAL_ID_PREFIX:-}",
            description =
                    "Prefix of Kafka transactional ids: the same after every restart, used by no"
                            + " other job. Default: tickhouse-SOURCE-DEST.")
    private String transactionalIdPrefix;

    @Option(
            names = "--group-id",
            paramLabel = "GROUP",
            defaultValue = "${env:GROUP_ID:-tickhouse-flatten}",
            description = "Consumer group that progress is reported under.")
    String groupId;

    @Option(
            names = "--checkpoint-dir",
            paramLabel = "URI",
            defaultValue = "${env:CHECKPOINT_DIR:-}",
            description = "Where checkpoints go. Default: what the cluster is set to.")
    private String checkpointDir;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "${env:PARALLELISM:-0}",
            description = "Parallel subtasks. Default: what the cluster is set to.")
    private int parallelism;

    @Option(
            names = "--iceberg-columns",
            paramLabel = "seed|descriptive",
            defaultValue = "${env:ICEBERG_COLUMNS:-seed}",
            description =
                    "Column names: S and s as in the feed, or symbol and size for engines that fold"
                            + " case (Spark, Trino).")
    ColumnNames icebergColumns;

    @Option(
            names = "--kafka-property",
            paramLabel = "KEY=VALUE",
            split = ",",
            splitSynopsisLabel = ",",
            description = "Any property of the Kafka clients; can be repeated.")
    private Map<String, String> kafkaProperties = new LinkedHashMap<>();

    @Option(
            names = "--catalog-property",
            paramLabel = "KEY=VALUE",
            split = ",",
            splitSynopsisLabel = ",",
            description = "Any property of the catalog and its file access; can be repeated.")
    private Map<String, String> catalogProperties = new LinkedHashMap<>();

    @Option(
            names = "--iceberg-property",
            paramLabel = "KEY=VALUE",
            split = ",",
            splitSynopsisLabel = ",",
            description = "Any property of tables that the job makes; can be repeated.")
    private Map<String, String> icebergProperties = new LinkedHashMap<>();

    private FlattenOptions() {}

    static CommandLine commandLine() {
        return new CommandLine(new FlattenOptions()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    /**
     * Reads the options.
     *
     * @return empty if only help was asked for, which is then printed
     * @throws Refusal if they are not sound
     */
    static Optional<FlattenOptions> parse(PrintWriter out, String... args) {
        CommandLine commandLine = commandLine();
        try {
            commandLine.parseArgs(args);
        } catch (ParameterException e) {
            throw new Refusal(e.getMessage() + ". See flatten --help.");
        }
        if (commandLine.isUsageHelpRequested()) {
            commandLine.usage(out);
            return Optional.empty();
        }
        FlattenOptions options = commandLine.getCommand();
        options.check();
        return Optional.of(options);
    }

    private void check() {
        if (!endingOffsets.equals("none") && !endingOffsets.equals("latest")) {
            throw new Refusal("--ending-offsets is none or latest, not " + endingOffsets + ".");
        }
        if (processingTime.toMillis() < 10) {
            throw new Refusal("--processing-time must be 10 ms at least.");
        }
        if (UNSTABLE.matcher(transactionalIdPrefix()).find()) {
            throw new Refusal(
                    "--transactional-id-prefix "
                            + transactionalIdPrefix
                            + " does not look stable: with a new prefix after a restart, what the"
                            + " last run had committed half stays hidden and blocks readers; use a"
                            + " fixed name, such as prod-flatten.");
        }
        if (!TABLE.matcher(icebergTable).matches()) {
            throw new Refusal(
                    "--iceberg-table reads [CATALOG.]DB.TABLE, not " + icebergTable + ".");
        }
        if (parallelism < 0) {
            throw new Refusal("--parallelism must be 1 at least.");
        }
    }

    /**
     * Refuses settings of the cluster that would lose rows.
     *
     * @param flink what the job is about to run with
     */
    void check(ReadableConfig flink) {
        if (outputMode.iceberg() && flink.get(CheckpointingOptions.ENABLE_UNALIGNED)) {
            throw new Refusal(
                    "Unaligned checkpoints lose rows in the Iceberg sink: set"
                            + " execution.checkpointing.unaligned.enabled to false.");
        }
    }

    /** What the job adds to the settings of the cluster it runs on. */
    Configuration configuration() {
        Configuration flink = new Configuration();
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, processingTime);
        flink.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        if (!checkpointDir.isEmpty()) {
            flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpointDir);
        }
        if (parallelism > 0) {
            flink.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
        }
        flink.set(PipelineOptions.OBJECT_REUSE, true);
        flink.set(PipelineOptions.GENERIC_TYPES, false);
        return flink;
    }

    boolean endsAtLatest() {
        return endingOffsets.equals("latest");
    }

    String deadLetterTopic() {
        return sourceTopic + "_dead_letters";
    }

    String transactionalIdPrefix() {
        return transactionalIdPrefix.isEmpty()
                ? "tickhouse-" + sourceTopic + "-" + destTopic
                : transactionalIdPrefix;
    }

    Map<String, String> kafkaProperties() {
        return orEnvironment(kafkaProperties, "KAFKA_PROPERTY");
    }

    Map<String, String> icebergProperties() {
        return orEnvironment(icebergProperties, "ICEBERG_PROPERTY");
    }

    /** Table of the trades: of three parts or more the first is a catalog's name. */
    TableIdentifier tableIdentifier() {
        String[] parts = icebergTable.split("\\.", -1);
        return TableIdentifier.of(
                parts.length > 2 ? Arrays.copyOfRange(parts, 1, parts.length) : parts);
    }

    LakeCatalog catalog() {
        return new LakeCatalog(
                icebergCatalog,
                catalogType,
                catalogUri,
                icebergWarehouse,
                s3Endpoint,
                // Not as a default of the option: help texts print defaults.
                s3AccessKey == null ? System.getenv("S3_ACCESS_KEY") : s3AccessKey,
                s3SecretKey == null ? System.getenv("S3_SECRET_KEY") : s3SecretKey,
                orEnvironment(catalogProperties, "CATALOG_PROPERTY"));
    }

    private static Map<String, String> orEnvironment(Map<String, String> given, String variable) {
        String text = System.getenv(variable);
        if (!given.isEmpty() || text == null || text.isBlank()) {
            return given;
        }
        Map<String, String> all = new LinkedHashMap<>();
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new Refusal(
                        "The variable " + variable + " must read KEY=VALUE[,KEY=VALUE...].");
            }
            all.put(pair.substring(0, equals).trim(), pair.substring(equals + 1).trim());
        }
        return all;
    }

    private static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return text.startsWith("P") ? Duration.parse(text) : TimeUtils.parseDuration(text);
            } catch (IllegalArgumentException | DateTimeParseException e) {
                throw new TypeConversionException(
                        "'" + text + "' is no duration (such as 10 seconds, 500 ms, PT10S)");
            }
        }
    }

    private static final class OutputModeConverter implements ITypeConverter<OutputMode> {
        @Override
        public OutputMode convert(String text) {
            return constant(OutputMode.class, text);
        }
    }

    private static final class DeliveryConverter implements ITypeConverter<DeliveryGuarantee> {
        @Override
        public DeliveryGuarantee convert(String text) {
            DeliveryGuarantee delivery = constant(DeliveryGuarantee.class, text);
            if (delivery == DeliveryGuarantee.NONE) {
                throw new TypeConversionException("none would lose rows");
            }
            return delivery;
        }
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
                return constant;
            }
        }
        throw new TypeConversionException("'" + text + "' is none of them");
    }

    private static final class OffsetsConverter implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            if (text.equals("latest") || text.equals("earliest") || text.equals("committed")) {
                return text;
            }
            if (EPOCH_MILLIS.matcher(text).matches()) {
                return text;
            }
            try {
                return String.valueOf(Instant.parse(text).toEpochMilli());
            } catch (DateTimeParseException e) {
                throw new TypeConversionException(
                        "'"
                                + text
                                + "' is neither latest, earliest, committed nor a time (epoch"
                                + " milliseconds, or 2026-03-02T14:30:00Z)");
            }
        }
    }
}
