package io.tickhouse.jobs.analytics;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.kafka.KafkaEnds;
import io.tickhouse.connectors.kafka.StateOwner;
import io.tickhouse.jobs.options.CatalogOptions;
import io.tickhouse.jobs.options.CheckpointOptions;
import io.tickhouse.jobs.options.JobArguments;
import io.tickhouse.jobs.options.KafkaOptions;
import io.tickhouse.jobs.options.LakeOptions;
import io.tickhouse.jobs.options.OptionTypes;
import io.tickhouse.jobs.options.RowJobOptions;
import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.model.ClockRecord;
import io.tickhouse.model.Correction;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import io.tickhouse.model.Trade;
import io.tickhouse.model.analytics.AnalyticsTable;
import io.tickhouse.model.analytics.BarSettings;
import io.tickhouse.model.analytics.Gap;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.iceberg.catalog.TableIdentifier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The options of the analytics job, read once at start. Each can also come from the environment.
 * Keys belong there, because every user of a machine can read a command line.
 */
@Command(
        name = "analytics",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description =
                "Makes bars and windows of flattened trades, and corrects them when late trades,"
                        + " corrections and cancels come.",
        footer = {
            "",
            "Example:",
            "  ./tickhouse submit analytics --bar-sizes 1m,1d --horizons 15m",
            "",
            "Each option also has an environment variable: its name in capitals, with _ for -"
                    + " (S3_SECRET_KEY for --s3-secret-key). Give keys that way only."
        })
final class AnalyticsOptions {

    static final String BARS_TOPIC = "--bars-topic";

    /** What the job reads. */
    static final List<Kind> READ = List.of(Kind.TRADE, Kind.CORRECTION, Kind.CLOCK);

    /** Where rows go. */
    enum OutputMode {
        BOTH,
        KAFKA_ONLY,
        ICEBERG_ONLY;

        boolean kafka() {
            return this != ICEBERG_ONLY;
        }

        boolean iceberg() {
            return this != KAFKA_ONLY;
        }
    }

    @Mixin KafkaOptions kafka;
    @Mixin LakeOptions lake;
    @Mixin CheckpointOptions checkpoints;
    @Mixin RowJobOptions job;

    @Option(
            names = "--source-topic",
            paramLabel = "TOPIC",
            defaultValue = "${env:SOURCE_TOPIC:-flattened_stocks}",
            description =
                    "Flattened topic of trades. Corrections and cancels come from"
                            + " TOPIC_corrections, clock records from TOPIC_clocks.")
    String sourceTopic;

    @Option(
            names = "--gaps-topic",
            paramLabel = "TOPIC",
            defaultValue = "${env:GAPS_TOPIC:-iex_data_gaps}",
            description =
                    "Gap ledger of the ingest job: which trades the feed left out. It is made where"
                            + " it is missing, and read from its first line on.")
    String gapsTopic;

    @Option(
            names = BARS_TOPIC,
            paramLabel = "NAME",
            defaultValue = "${env:BARS_TOPIC:-analytics}",
            description = "How the names of the topics begin: NAME_bars and NAME_windows.")
    private String barsTopic;

    @Option(
            names = "--iceberg-table",
            paramLabel = "[CATALOG.]DB.TABLE",
            defaultValue = "${env:ICEBERG_TABLE:-local.db.analytics}",
            description =
                    "How the names of the tables begin: TABLE_bars, TABLE_windows, TABLE_late and"
                            + " TABLE_corrections.")
    private String icebergTable;

    @Option(
            names = "--output-mode",
            paramLabel = "both|kafka-only|iceberg-only",
            defaultValue = "${env:OUTPUT_MODE:-both}",
            converter = OutputModeConverter.class,
            description = "Where rows go: both, kafka-only or iceberg-only.")
    OutputMode outputMode;

    @Option(
            names = "--bar-sizes",
            paramLabel = "DURATION",
            split = ",",
            splitSynopsisLabel = ",",
            defaultValue = "${env:BAR_SIZES:-1m,5m,15m,1h,1d}",
            converter = OptionTypes.DurationConverter.class,
            description =
                    "Sizes of bars, with commas between: whole minutes that divide an hour, or 1d"
                            + " for a day in New York.")
    private List<Duration> barSizes = List.of();

    @Option(
            names = "--horizons",
            paramLabel = "DURATION",
            split = ",",
            splitSynopsisLabel = ",",
            defaultValue = "${env:HORIZONS:-15m,1h}",
            converter = OptionTypes.DurationConverter.class,
            description =
                    "How far back windows look, with commas between: whole minutes, 1d at most.")
    private List<Duration> horizons = List.of();

    @Option(
            names = "--lateness",
            paramLabel = "DURATION",
            defaultValue = "${env:LATENESS:-5m}",
            converter = OptionTypes.DurationConverter.class,
            description =
                    "How long after its end a bar or window becomes final. A later trade is in the"
                            + " ledger of late trades, and corrects the bar.")
    private Duration lateness;

    @Option(
            names = "--amendable",
            paramLabel = "DURATION",
            defaultValue = "${env:AMENDABLE:-1h}",
            converter = OptionTypes.DurationConverter.class,
            description =
                    "How long trades are kept after their minute, by the trades of their symbol, so"
                            + " that a correction finds them. A still later trade is in the ledger"
                            + " alone. Longer than --lateness; it costs memory.")
    private Duration amendable;

    @Option(
            names = "--idle-timeout",
            paramLabel = "DURATION",
            defaultValue = "${env:IDLE_TIMEOUT:-5 seconds}",
            converter = OptionTypes.DurationConverter.class,
            description =
                    "How long a partition without trades holds up the bars of the others. When all"
                            + " are as quiet, clock records move the time. A job that ends at"
                            + " latest always waits.")
    private Duration idleTimeout;

    @Option(
            names = "--starting-offsets",
            paramLabel = "earliest|latest|committed|TIME",
            defaultValue = "${env:STARTING_OFFSETS:-earliest}",
            converter = OptionTypes.OffsetsConverter.class,
            description =
                    "Where to start without a savepoint: earliest, latest, committed, or a time in"
                            + " epoch milliseconds or RFC 3339. It is settled at submission. Bars of"
                            + " the time before are not complete, and versions count from 1 again. A"
                            + " savepoint or checkpoint is exact.")
    private String startingOffsets;

    @Option(
            names = "--transactional-id-prefix",
            paramLabel = "PREFIX",
            defaultValue = "${env:TRANSACTIONAL_ID_PREFIX:-}",
            description =
                    "Prefix of Kafka transactional ids: the same after every restart, used by no"
                            + " other job. Default: tickhouse-SOURCE-NAME, with the table for NAME"
                            + " if no topic is written.")
    private String transactionalIdPrefix;

    @Option(
            names = "--group-id",
            paramLabel = "GROUP",
            defaultValue = "${env:GROUP_ID:-}",
            description =
                    "Consumer group that progress is reported under. Default:"
                            + " tickhouse-analytics-SOURCE-NAME, with the table for NAME if no topic"
                            + " is written.")
    private String groupId;

    private BarSettings settings;

    private AnalyticsOptions() {}

    static CommandLine commandLine() {
        return JobArguments.commandLine(new AnalyticsOptions());
    }

    /**
     * Reads the options.
     *
     * @return empty if only help was asked for; the help is then printed
     * @throws Refusal if they are not valid
     */
    static Optional<AnalyticsOptions> parse(PrintWriter out, String... args) {
        CommandLine commandLine = commandLine();
        if (!JobArguments.read(commandLine, out, args)) {
            return Optional.empty();
        }
        AnalyticsOptions options = commandLine.getCommand();
        options.check();
        return Optional.of(options);
    }

    private void check() {
        job.check();
        checkpoints.check();
        OptionTypes.checkStable(transactionalIdPrefix());
        tableIdentifier();
        if (outputMode.kafka()) {
            checkTopics();
        }
        // Flink looks five times a second.
        if (idleTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new Refusal("--idle-timeout must be a second at least.");
        }
        try {
            settings = new BarSettings(barSizes, horizons, lateness, amendable);
        } catch (IllegalArgumentException e) {
            throw new Refusal(
                    "--bar-sizes, --horizons, --lateness and --amendable: " + e.getMessage());
        }
    }

    /** A job must not read what it writes. */
    private void checkTopics() {
        if (topics().contains(gapsTopic)) {
            throw new Refusal(
                    "Topic %s would be written as well: choose another --gaps-topic or %s."
                            .formatted(gapsTopic, BARS_TOPIC));
        }
        for (Kind kind : READ) {
            if (topics().contains(sourceTopic(kind))) {
                throw new Refusal(
                        ("Topic %s would be written as well, and the job would read what it writes:"
                                        + " choose another --source-topic or %s.")
                                .formatted(sourceTopic(kind), BARS_TOPIC));
            }
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
        if (outputMode.kafka() && job.delivery == DeliveryGuarantee.EXACTLY_ONCE) {
            CheckpointOptions.checkTransactions(flink, kafka.transactionTimeoutMs());
        }
    }

    KafkaEnds kafkaEnds() {
        return new KafkaEnds(
                kafka.brokers, kafka.properties(), job.delivery, transactionalIdPrefix());
    }

    /** The source of a kind of messages. */
    <M extends Message> Source<M, ?, ?> source(KafkaEnds kafka, Kind kind) {
        return kafka.messageSource(
                kind,
                sourceTopic(kind),
                groupId(),
                startingOffsets,
                job.endsAtLatest(),
                job.onMissingOffsets,
                owner());
    }

    Source<Gap, ?, ?> gapSource(KafkaEnds kafka) {
        return kafka.gapSource(
                gapsTopic, groupId(), job.endsAtLatest(), job.onMissingOffsets, owner());
    }

    /** The event time of the trades. */
    WatermarkStrategy<Trade> clock() {
        return job.endsAtLatest() ? EventClock.ofTradesThatEnd() : EventClock.ofTrades(idleTimeout);
    }

    /** In a job that ends, the clock waits until all corrections were read. */
    WatermarkStrategy<Correction> clockOfCorrections() {
        return job.endsAtLatest() ? WatermarkStrategy.noWatermarks() : EventClock.ofCorrections();
    }

    /** The event time of a silent feed. */
    WatermarkStrategy<ClockRecord> clockOfSilence() {
        return EventClock.ofClocks(idleTimeout);
    }

    /** In a job that ends, it waits until all gaps were read, too. */
    WatermarkStrategy<Gap> clockOfGaps() {
        return job.endsAtLatest() ? WatermarkStrategy.noWatermarks() : EventClock.ofGaps();
    }

    BarSettings settings() {
        return settings;
    }

    /** The tables, whether they go to Iceberg or not. */
    List<AnalyticsTable> tables() {
        return AnalyticsTable.all(settings.horizons());
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
        shown.put("gaps-topic", gapsTopic);
        shown.put("output-mode", outputMode.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        shown.put("bar-sizes", listed(settings.sizes()));
        shown.put("horizons", listed(settings.horizons()));
        shown.put("lateness", AnalyticsTable.label(settings.lateness()));
        shown.put("amendable", AnalyticsTable.label(settings.amendable()));
        shown.put("delivery", job.delivery.toString());
        shown.put("transactional-id-prefix", transactionalIdPrefix());
        for (AnalyticsTable table : tables()) {
            if (hasTopic(table)) {
                shown.put("topic of " + table.name(), topic(table));
            }
            if (outputMode.iceberg()) {
                shown.put("table of " + table.name(), tableIdentifier(table).toString());
            }
        }
        shown.put("starting-offsets", startingOffsets);
        return shown;
    }

    private static String listed(List<Duration> lengths) {
        return lengths.stream().map(AnalyticsTable::label).collect(Collectors.joining(","));
    }

    /** The topic that messages of a kind come from. */
    String sourceTopic(Kind kind) {
        return new TopicNames(sourceTopic).of(kind);
    }

    /** Whether rows of the table go to a topic: ledgers are asked for in the lake. */
    boolean hasTopic(AnalyticsTable table) {
        return outputMode.kafka() && topics().contains(topic(table));
    }

    String topic(AnalyticsTable table) {
        return topic(table.name());
    }

    private String topic(String table) {
        return barsTopic + "_" + table;
    }

    List<String> topics() {
        return List.of(topic("bars"), topic("windows"));
    }

    /** Tells jobs apart that read one topic; {@code ./tickhouse submit} knows the rule, too. */
    String jobName() {
        return "analytics " + sourceTopic + " to " + destination();
    }

    /** A group for this job alone: two jobs in one group would report one progress for both. */
    String groupId() {
        return groupId.isEmpty()
                ? "tickhouse-analytics-" + sourceTopic + "-" + destination()
                : groupId;
    }

    /** What tells the job from others with the same source. */
    private String destination() {
        return outputMode.kafka() ? barsTopic : tableIdentifier().toString();
    }

    /** What a state must agree with: where the job writes, and what it makes. */
    private StateOwner owner() {
        Map<String, String> places = new HashMap<>();
        if (outputMode.kafka()) {
            places.put("name of topics", barsTopic);
        }
        if (outputMode.iceberg()) {
            places.put("Iceberg table", tableIdentifier().toString());
        }
        places.put("list of bar sizes", listed(settings.sizes()));
        places.put("list of horizons", listed(settings.horizons()));
        places.put("lateness", AnalyticsTable.label(settings.lateness()));
        places.put("time that trades are amendable", AnalyticsTable.label(settings.amendable()));
        return new StateOwner(places);
    }

    String transactionalIdPrefix() {
        return transactionalIdPrefix.isEmpty()
                ? "tickhouse-" + sourceTopic + "-" + destination()
                : transactionalIdPrefix;
    }

    private TableIdentifier tableIdentifier() {
        return CatalogOptions.table("--iceberg-table", icebergTable);
    }

    TableIdentifier tableIdentifier(AnalyticsTable table) {
        TableIdentifier all = tableIdentifier();
        return TableIdentifier.of(all.namespace(), all.name() + "_" + table.name());
    }

    private static final class OutputModeConverter implements ITypeConverter<OutputMode> {
        @Override
        public OutputMode convert(String text) {
            return OptionTypes.constant(OutputMode.class, text);
        }
    }
}
