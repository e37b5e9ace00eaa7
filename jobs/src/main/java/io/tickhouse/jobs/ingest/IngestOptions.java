package io.tickhouse.jobs.ingest;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.alpaca.AlpacaSource;
import io.tickhouse.connectors.alpaca.AlpacaSourceOptions;
import io.tickhouse.connectors.alpaca.CredentialsOrigin;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.jobs.options.CatalogOptions;
import io.tickhouse.jobs.options.CheckpointOptions;
import io.tickhouse.jobs.options.JobArguments;
import io.tickhouse.jobs.options.KafkaOptions;
import io.tickhouse.jobs.options.LakeOptions;
import io.tickhouse.jobs.options.OptionTypes;
import io.tickhouse.kafka.topics.TopicNames;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.iceberg.catalog.TableIdentifier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * The options of the ingest job, read once at start from the command line, a file or the
 * environment, in this order. The feed's keys are not among them.
 */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description =
                "Fills the raw topic from Alpaca's live feed, and its gaps from Alpaca's history.",
        footer = {
            "",
            "Examples:",
            "  ./tickhouse submit ingest --feed iex --symbols AAPL,MSFT",
            "  ./tickhouse submit ingest --config ingest.yaml",
            "",
            "The keys come from the variables APCA_API_KEY_ID and APCA_API_SECRET_KEY of the"
                    + " TaskManager, or from a file on its machine. Each option also has an"
                    + " environment variable: its name in capitals, with _ for -."
        })
final class IngestOptions {

    /** More are too many for a page. */
    private static final int SHOWN_SYMBOLS = 20;

    static final String KEY_NAME = "--key-variable";
    static final String SECRET_NAME = "--secret-variable";

    /** Options of the source that are options of the job, too. */
    private static final Map<String, String> OWN_OPTIONS =
            Map.of(
                    AlpacaSourceOptions.FEED.key(), "--feed",
                    AlpacaSourceOptions.HISTORY_URL.key(), "--history-url",
                    AlpacaSourceOptions.SYMBOLS.key(), "--symbols",
                    AlpacaSourceOptions.CHANNELS.key(), "--channels",
                    AlpacaSourceOptions.START.key(), "--start",
                    AlpacaSourceOptions.CREDENTIALS_FILE.key(), "--credentials-file",
                    AlpacaSourceOptions.CREDENTIALS_KEY_NAME.key(), KEY_NAME,
                    AlpacaSourceOptions.CREDENTIALS_SECRET_NAME.key(), SECRET_NAME);

    @Option(
            names = "--feed",
            paramLabel = "iex|sip|delayed_sip|boats|overnight|test|crypto|URL",
            defaultValue = "${env:FEED:-iex}",
            description = "Feed by name, or its WebSocket address.")
    String feed;

    @Option(
            names = "--history-url",
            paramLabel = "URL",
            defaultValue = "${env:HISTORY_URL:-}",
            description =
                    "Base of the REST history that fills gaps. Default: Alpaca's, or none if the"
                            + " feed is given by another address.")
    private String historyUrl;

    @Option(
            names = "--symbols",
            paramLabel = "SYMBOL",
            split = ",",
            splitSynopsisLabel = ",",
            defaultValue = "${env:SYMBOLS:-}",
            description = "Symbols, with commas between, or * for all.")
    private List<String> symbols = List.of();

    @Option(
            names = "--channels",
            paramLabel = "CHANNEL",
            split = ",",
            splitSynopsisLabel = ",",
            defaultValue = "${env:CHANNELS:-trades}",
            converter = ChannelConverter.class,
            description =
                    "One or more of trades, quotes, bars, updatedBars, dailyBars, statuses, lulds,"
                            + " imbalances, orderbooks. Corrections and cancels come with trades.")
    private List<Channel> channels = List.of();

    @Option(
            names = "--start",
            paramLabel = "TIME",
            defaultValue = "${env:START:-}",
            description =
                    "Complete from this time on (RFC 3339): what was before the first connection is"
                            + " read from the history.")
    private String start;

    @Option(
            names = "--credentials-file",
            paramLabel = "FILE",
            defaultValue = "${env:CREDENTIALS_FILE:-}",
            description =
                    "Properties file with the keys, on the TaskManager's machine. Default: its"
                            + " environment.")
    private String credentialsFile;

    @Option(
            names = KEY_NAME,
            paramLabel = "NAME",
            defaultValue = "${env:KEY_VARIABLE:-APCA_API_KEY_ID}",
            description = "Variable, or line of the file, that has the key.")
    private String keyName;

    @Option(
            names = SECRET_NAME,
            paramLabel = "NAME",
            defaultValue = "${env:SECRET_VARIABLE:-APCA_API_SECRET_KEY}",
            description = "Variable, or line of the file, that has the secret.")
    private String secretName;

    @Option(
            names = "--alpaca-property",
            paramLabel = "KEY=VALUE",
            description =
                    "Any other option of the source, such as alpaca.reconnect.max-backoff=5s; can"
                            + " be repeated.")
    private Map<String, String> alpacaProperties = new LinkedHashMap<>();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:CONFIG:-}",
            description =
                    "YAML file with the sections alpaca, kafka and symbols, as defaults; it may"
                            + " refer to variables of the environment.")
    private String config;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            defaultValue = "${env:TOPIC:-iex_data}",
            description = "Topic of raw JSON arrays. The gap ledger goes to TOPIC_gaps.")
    String topic;

    @Option(
            names = "--gaps-table",
            paramLabel = "[CATALOG.]DB.TABLE",
            defaultValue = "${env:GAPS_TABLE:-local.db.gaps}",
            description = "Iceberg table of the gap ledger.")
    private String gapsTable;

    @Option(
            names = "--no-gaps-table",
            defaultValue = "${env:NO_GAPS_TABLE:-false}",
            description = "Keep the gap ledger in its topic only: the job then needs no lake.")
    private boolean noGapsTable;

    @Option(
            names = "--delivery",
            paramLabel = "exactly-once|at-least-once",
            defaultValue = "${env:DELIVERY:-exactly-once}",
            converter = OptionTypes.DeliveryConverter.class,
            description =
                    "Delivery to the raw topic. at-least-once is visible at once and may repeat"
                            + " messages after a failure.")
    DeliveryGuarantee delivery;

    @Option(
            names = "--transactional-id-prefix",
            paramLabel = "PREFIX",
            defaultValue = "${env:TRANSACTIONAL_ID_PREFIX:-}",
            description =
                    "Prefix of Kafka transactional ids: the same after every restart, used by no"
                            + " other job. Default: tickhouse-ingest-TOPIC.")
    private String transactionalIdPrefix;

    @Mixin KafkaOptions kafka;
    @Mixin LakeOptions lake;
    @Mixin CheckpointOptions checkpoints;

    private IngestOptions() {}

    static CommandLine commandLine() {
        return JobArguments.commandLine(new IngestOptions());
    }

    /**
     * Reads the options.
     *
     * @return empty if only help was asked for; the help is then printed
     * @throws Refusal if they are not valid
     */
    static Optional<IngestOptions> parse(PrintWriter out, String... args) {
        return parse(out, System::getenv, args);
    }

    /**
     * @param environment variables that a configuration file may refer to
     */
    static Optional<IngestOptions> parse(
            PrintWriter out, UnaryOperator<String> environment, String... args) {
        CommandLine commandLine = commandLine();
        if (!JobArguments.read(commandLine, out, args)) {
            return Optional.empty();
        }
        IngestOptions options = commandLine.getCommand();
        if (!options.config.isEmpty()) {
            IngestConfig file = IngestConfig.read(Path.of(options.config), environment);
            commandLine = commandLine().setDefaultValueProvider(file);
            JobArguments.read(commandLine, out, args);
            options = commandLine.getCommand();
        }
        options.check();
        return Optional.of(options);
    }

    private void check() {
        checkpoints.check();
        OptionTypes.checkStable(transactionalIdPrefix());
        gapsTable();
        alpacaProperties().keySet().forEach(IngestOptions::checkProperty);
        // The file is meant for the TaskManager. If that is this machine, the job can check it
        // before it starts.
        if (!credentialsFile.isEmpty() && Files.exists(Path.of(credentialsFile))) {
            new CredentialsOrigin(credentialsFile, keyName, secretName).check();
        }
    }

    private static void checkProperty(String key) {
        String option = OWN_OPTIONS.get(key);
        if (option != null) {
            throw new Refusal(
                    "--alpaca-property does not take " + key + ": use " + option + " instead.");
        }
        List<String> properties = new ArrayList<>(AlpacaSourceOptions.keys());
        properties.removeAll(OWN_OPTIONS.keySet());
        if (!properties.contains(key)) {
            throw new Refusal(
                    "--alpaca-property does not know "
                            + key
                            + ": the properties are "
                            + String.join(", ", properties)
                            + ".");
        }
    }

    private List<String> symbols() {
        List<String> named = new ArrayList<>();
        for (String symbol : symbols) {
            if (!symbol.isBlank()) {
                named.add(symbol.strip());
            }
        }
        // This feed has only this symbol.
        return named.isEmpty() && feed.equals("test") ? List.of("FAKEPACA") : named;
    }

    private Map<String, String> alpacaProperties() {
        return OptionTypes.orEnvironment(alpacaProperties, "ALPACA_PROPERTY");
    }

    /**
     * The source that the options describe. It holds no keys, only where to find them.
     *
     * @throws Refusal if one of its options is missing or wrong
     */
    AlpacaSource source() {
        Configuration source = Configuration.fromMap(alpacaProperties());
        source.set(AlpacaSourceOptions.FEED, feed);
        source.set(AlpacaSourceOptions.SYMBOLS, symbols());
        source.set(AlpacaSourceOptions.CHANNELS, channels);
        source.set(AlpacaSourceOptions.CREDENTIALS_KEY_NAME, keyName);
        source.set(AlpacaSourceOptions.CREDENTIALS_SECRET_NAME, secretName);
        setIfGiven(source, AlpacaSourceOptions.HISTORY_URL, historyUrl);
        setIfGiven(source, AlpacaSourceOptions.CREDENTIALS_FILE, credentialsFile);
        setIfGiven(source, AlpacaSourceOptions.START, start);
        return AlpacaSource.of(source);
    }

    private static void setIfGiven(
            Configuration source, ConfigOption<String> option, String value) {
        if (!value.isEmpty()) {
            source.set(option, value);
        }
    }

    /** What the job adds to the settings of its cluster. */
    Configuration configuration() {
        Configuration flink = checkpoints.configuration();
        flink.set(PipelineOptions.GLOBAL_JOB_PARAMETERS, shown());
        return flink;
    }

    /**
     * What the web UI shows of the job: never a property, which may hold a secret. The address of a
     * feed holds none, or it is refused.
     */
    private Map<String, String> shown() {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("feed", feed);
        shown.put(
                "symbols",
                symbols().size() <= SHOWN_SYMBOLS
                        ? String.join(",", symbols())
                        : symbols().size() + " symbols");
        shown.put(
                "channels",
                channels.stream().map(Channel::wireName).collect(Collectors.joining(",")));
        shown.put("topic", topic);
        shown.put("topic of gaps", gapsTopic());
        if (hasGapsTable()) {
            shown.put("table of gaps", gapsTable().toString());
        }
        shown.put("delivery", delivery.toString());
        return shown;
    }

    String gapsTopic() {
        return TopicNames.gaps(topic);
    }

    boolean hasGapsTable() {
        return !noGapsTable;
    }

    TableIdentifier gapsTable() {
        return CatalogOptions.table("--gaps-table", gapsTable);
    }

    String transactionalIdPrefix() {
        return transactionalIdPrefix.isEmpty()
                ? "tickhouse-ingest-" + topic
                : transactionalIdPrefix;
    }

    private static final class ChannelConverter implements ITypeConverter<Channel> {
        @Override
        public Channel convert(String text) {
            for (Channel channel : Channel.values()) {
                if (channel.wireName().equals(text) && channel.canBeSubscribed()) {
                    return channel;
                }
            }
            throw new TypeConversionException(
                    "'"
                            + text
                            + "' is not a channel; the channels are "
                            + Arrays.stream(Channel.values())
                                    .filter(Channel::canBeSubscribed)
                                    .map(Channel::wireName)
                                    .collect(Collectors.joining(", ")));
        }
    }
}
