package io.tickhouse.streams;

import io.tickhouse.kafka.topics.Delivery;
import io.tickhouse.kafka.topics.MissingOffsets;
import io.tickhouse.kafka.topics.PropertyList;
import io.tickhouse.kafka.topics.StartRefusal;
import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.kafka.topics.TopicRules;
import io.tickhouse.model.Limits;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.streams.StreamsConfig;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * The options of the app, read once at start. Each can also come from the environment or a file.
 * Secrets belong there, because every user of a machine can read a command line.
 */
@Command(
        name = "flatten-streams",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpWidth = 100,
        description =
                "Flattens JSON arrays of a Kafka topic into rows, one a message, with Kafka"
                        + " Streams, by the same rule as the Flink job.",
        footer = {
            "",
            "Example:",
            "  java -jar streams-0.1.0-SNAPSHOT-all.jar -b localhost:9092 -i iex_data -o flat",
            "",
            "Secrets belong in the file of --kafka-properties or in the variable KAFKA_PROPERTY"
                    + " (KEY=VALUE[,KEY=VALUE...]), not among the arguments.",
            "",
            "Exit codes: 143 after SIGTERM, 1 failed, 2 bad usage."
        })
final class StreamsOptions {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,200}");
    private static final Pattern DURATION =
            Pattern.compile("(\\d{1,9}) *(ms|s|sec|seconds?|min|minutes?)");

    /**
     * Properties that have an option of their own: a setting with two sources could contradict
     * itself.
     */
    private static final Map<String, String> OWN =
            Map.of(
                    StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
                    "--bootstrap-servers",
                    StreamsConfig.APPLICATION_ID_CONFIG,
                    "--application-id",
                    StreamsConfig.STATE_DIR_CONFIG,
                    "--state-dir",
                    StreamsConfig.NUM_STREAM_THREADS_CONFIG,
                    "--threads",
                    StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                    "--delivery",
                    StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                    "--commit-interval");

    @Option(
            names = {"-b", "--bootstrap-servers"},
            paramLabel = "HOST:PORT",
            defaultValue = "${env:KAFKA_BROKER:-localhost:9092}",
            description = "Kafka bootstrap servers. Variable KAFKA_BROKER.")
    String bootstrapServers;

    @Option(
            names = {"-i", "--input-topic"},
            paramLabel = "TOPIC",
            defaultValue = "${env:INPUT_TOPIC:-iex_data}",
            description = "Topic of raw JSON arrays. Variable INPUT_TOPIC.")
    String inputTopic;

    @Option(
            names = {"-o", "--output-topic"},
            paramLabel = "TOPIC",
            defaultValue = "${env:OUTPUT_TOPIC:-flattened_stocks_streams}",
            description =
                    "Topic of trades; each other kind has its own, such as TOPIC_quotes. Variable"
                            + " OUTPUT_TOPIC.")
    String outputTopic;

    @Option(
            names = "--dead-letter-topic",
            paramLabel = "TOPIC",
            defaultValue = "${env:DEAD_LETTER_TOPIC:-}",
            description =
                    "Topic of what cannot be read. Default: that of trades with _dead_letters."
                            + " Variable DEAD_LETTER_TOPIC.")
    private String deadLetterTopic;

    @Option(
            names = "--on-missing-offsets",
            paramLabel = "fail|earliest",
            defaultValue = "${env:ON_MISSING_OFFSETS:-fail}",
            converter = MissingOffsetsConverter.class,
            description =
                    "What to do if Kafka no longer has the next offset. fail: end and name the lost"
                            + " offsets. earliest: go on with the oldest one that is left, and log"
                            + " what is left out. Variable ON_MISSING_OFFSETS.")
    MissingOffsets onMissingOffsets;

    @Option(
            names = "--min-time",
            paramLabel = "TIME",
            defaultValue = "${env:MIN_TIME:-1971-01-01T00:00:00Z}",
            converter = TimeConverter.class,
            description =
                    "Earliest event time of a row, RFC 3339; what is earlier is a dead letter."
                            + " Variable MIN_TIME.")
    private Instant minTime;

    @Option(
            names = "--max-time",
            paramLabel = "TIME",
            defaultValue = "${env:MAX_TIME:-2200-01-01T00:00:00Z}",
            converter = TimeConverter.class,
            description =
                    "The first event time that is too late for a row, RFC 3339. Variable MAX_TIME.")
    private Instant maxTime;

    @Option(
            names = "--application-id",
            paramLabel = "ID",
            defaultValue = "${env:APP_NAME:-flatten-streams}",
            description =
                    "Consumer group and prefix of transactional ids: the same after every restart,"
                            + " used by no other app. Variable APP_NAME.")
    String applicationId;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            defaultValue = "${env:STATE_DIR:-}",
            description =
                    "Folder of Kafka Streams; little is in it, since the app keeps no state."
                            + " Default: below the folder of temporary files. Variable STATE_DIR.")
    String stateDir;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "${env:THREADS:-1}",
            description =
                    "Threads; more than the input has partitions stay idle. Variable THREADS.")
    int threads;

    @Option(
            names = "--delivery",
            paramLabel = "exactly-once|at-least-once",
            defaultValue = "${env:DELIVERY:-exactly-once}",
            converter = DeliveryConverter.class,
            description =
                    "at-least-once is visible at once and may repeat after a failure; src tells"
                            + " repeats. Variable DELIVERY.")
    Delivery delivery;

    @Option(
            names = "--commit-interval",
            paramLabel = "DURATION",
            defaultValue = "${env:COMMIT_INTERVAL:-}",
            description =
                    "How often progress is committed; under exactly-once, how often rows become"
                            + " visible. Default, as Kafka Streams has it: 100 ms under"
                            + " exactly-once, 30 s otherwise. Variable COMMIT_INTERVAL.")
    private String commitInterval;

    @Option(
            names = "--http-host",
            paramLabel = "HOST",
            defaultValue = "${env:HTTP_HOST:-127.0.0.1}",
            description =
                    "Where to serve /health and /metrics; 0.0.0.0 for all interfaces. Variable"
                            + " HTTP_HOST.")
    String httpHost;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "${env:HTTP_PORT:-8080}",
            description = "Port of /health and /metrics. Variable HTTP_PORT.")
    int httpPort;

    @Option(
            names = "--kafka-property",
            paramLabel = "KEY=VALUE",
            split = PropertyList.COMMA,
            splitSynopsisLabel = ",",
            description =
                    "Any property of Kafka Streams or, with producer., consumer. or admin. before"
                            + " it, of one client; can be repeated. Variable KAFKA_PROPERTY.")
    private Map<String, String> kafkaProperties = new LinkedHashMap<>();

    @Option(
            names = "--kafka-properties",
            paramLabel = "FILE",
            defaultValue = "${env:KAFKA_PROPERTIES:-}",
            description =
                    "A file of such properties; --kafka-property wins over it. Variable"
                            + " KAFKA_PROPERTIES.")
    private String kafkaPropertiesFile;

    private StreamsOptions() {}

    static CommandLine commandLine() {
        return new CommandLine(new StreamsOptions());
    }

    /**
     * Reads the options.
     *
     * @return empty if only help or the version was asked for; it is then printed
     * @throws StartRefusal if they are not valid
     */
    static Optional<StreamsOptions> parse(PrintWriter out, String... args) {
        CommandLine commandLine = commandLine();
        try {
            commandLine.parseArgs(args);
        } catch (ParameterException e) {
            throw new StartRefusal(e.getMessage() + ". See --help.");
        }
        if (commandLine.isUsageHelpRequested()) {
            commandLine.usage(out);
            return Optional.empty();
        }
        if (commandLine.isVersionHelpRequested()) {
            commandLine.printVersionHelp(out);
            return Optional.empty();
        }
        StreamsOptions options = commandLine.getCommand();
        options.check();
        return Optional.of(options);
    }

    private void check() {
        requireName("--input-topic", inputTopic);
        requireName("--output-topic", outputTopic);
        requireName("--application-id", applicationId);
        requireName("--dead-letter-topic", deadLetters());
        TopicRules.requireApart(
                inputTopic, "--input-topic", outputs().all(), "--output-topic", deadLetters());
        if (threads < 1) {
            throw new StartRefusal("--threads must be 1 at least.");
        }
        if (httpPort < 0 || httpPort > 65_535) {
            throw new StartRefusal("--http-port must be 0 to 65535, not " + httpPort + ".");
        }
        if (commitInterval().toMillis() < 1) {
            throw new StartRefusal("--commit-interval must be 1 ms at least.");
        }
        limits();
        kafkaProperties();
    }

    private static void requireName(String option, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new StartRefusal(
                    option + " takes letters, digits, '.', '_' and '-', not '" + name + "'.");
        }
    }

    /** Where the rows go. */
    TopicNames outputs() {
        return new TopicNames(outputTopic);
    }

    /** Where the dead letters go. */
    String deadLetters() {
        return deadLetterTopic.isBlank() ? TopicNames.deadLetters(outputTopic) : deadLetterTopic;
    }

    /** The limits of the rule; the length of a dead letter depends on its topic. */
    Limits limits() {
        try {
            return Limits.DEFAULT.withTimes(minTime, maxTime);
        } catch (IllegalArgumentException e) {
            throw new StartRefusal("--min-time and --max-time: " + e.getMessage() + ".");
        }
    }

    Duration commitInterval() {
        if (commitInterval.isBlank()) {
            return delivery == Delivery.EXACTLY_ONCE
                    ? Duration.ofMillis(100)
                    : Duration.ofSeconds(30);
        }
        try {
            if (commitInterval.startsWith("P")) {
                return Duration.parse(commitInterval);
            }
        } catch (DateTimeParseException e) {
            throw noDuration();
        }
        Matcher parts = DURATION.matcher(commitInterval.strip());
        if (!parts.matches()) {
            throw noDuration();
        }
        long amount = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "min", "minute", "minutes" -> Duration.ofMinutes(amount);
            default -> Duration.ofSeconds(amount);
        };
    }

    private StartRefusal noDuration() {
        return new StartRefusal(
                "--commit-interval '"
                        + commitInterval
                        + "' is not a duration (such as 100 ms, 10 seconds, PT10S).");
    }

    /** The user's Kafka properties: from the file, then from the environment or the options. */
    Map<String, String> kafkaProperties() {
        Map<String, String> all = new LinkedHashMap<>();
        if (!kafkaPropertiesFile.isBlank()) {
            Properties file = new Properties();
            try (Reader in =
                    Files.newBufferedReader(Path.of(kafkaPropertiesFile), StandardCharsets.UTF_8)) {
                file.load(in);
            } catch (IOException | IllegalArgumentException e) {
                throw new StartRefusal(
                        "Cannot read the --kafka-properties file " + kafkaPropertiesFile + ".");
            }
            file.stringPropertyNames().forEach(key -> all.put(key, file.getProperty(key)));
        }
        all.putAll(kafkaProperties.isEmpty() ? ofTheEnvironment() : kafkaProperties);
        for (String key : all.keySet()) {
            if (OWN.containsKey(key)) {
                throw new StartRefusal(
                        "The property " + key + " has an option of its own: " + OWN.get(key) + ".");
            }
        }
        return all;
    }

    private static Map<String, String> ofTheEnvironment() {
        try {
            return PropertyList.parse(System.getenv("KAFKA_PROPERTY"));
        } catch (IllegalArgumentException e) {
            throw new StartRefusal("The variable KAFKA_PROPERTY " + e.getMessage() + ".");
        }
    }

    private static final class MissingOffsetsConverter implements ITypeConverter<MissingOffsets> {
        @Override
        public MissingOffsets convert(String text) {
            return switch (text) {
                case "fail" -> MissingOffsets.FAIL;
                case "earliest" -> MissingOffsets.EARLIEST;
                default ->
                        throw new TypeConversionException(
                                "'" + text + "' is neither fail nor earliest");
            };
        }
    }

    private static final class TimeConverter implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException e) {
                throw new TypeConversionException(
                        "'" + text + "' is not a time (such as 2026-03-02T14:30:00Z)");
            }
        }
    }

    private static final class DeliveryConverter implements ITypeConverter<Delivery> {
        @Override
        public Delivery convert(String text) {
            for (Delivery delivery : Delivery.values()) {
                if (delivery.option().equals(text)) {
                    return delivery;
                }
            }
            throw new TypeConversionException(
                    "'" + text + "' is neither exactly-once nor at-least-once");
        }
    }
}
