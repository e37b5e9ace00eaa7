package io.tickhouse.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.kafka.topics.Delivery;
import io.tickhouse.kafka.topics.MissingOffsets;
import io.tickhouse.kafka.topics.StartRefusal;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Limits;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

class StreamsOptionsTest {

    @Test
    void defaultsAreTheDocumentedOnes() {
        StreamsOptions options = parse();

        assertThat(options.bootstrapServers).isEqualTo("localhost:9092");
        assertThat(options.inputTopic).isEqualTo("iex_data");
        assertThat(options.outputs().all())
                .startsWith("flattened_stocks_streams", "flattened_stocks_streams_quotes")
                .hasSize(Kind.values().length);
        assertThat(options.deadLetters()).isEqualTo("flattened_stocks_streams_dead_letters");
        assertThat(options.onMissingOffsets).isEqualTo(MissingOffsets.FAIL);
        assertThat(options.limits()).isEqualTo(Limits.DEFAULT);
        assertThat(options.applicationId).isEqualTo("flatten-streams");
        assertThat(options.delivery).isEqualTo(Delivery.EXACTLY_ONCE);
        assertThat(options.commitInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(options.threads).isOne();
        assertThat(options.httpHost).isEqualTo("127.0.0.1");
        assertThat(options.httpPort).isEqualTo(8080);
    }

    @Test
    void everyOptionIsRead(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("kafka.properties");
        Files.writeString(file, "sasl.jaas.config=hush\nsecurity.protocol=SASL_SSL\n");

        StreamsOptions options =
                parse(
                        "-b=k:1",
                        "-i=raw",
                        "-o=flat",
                        "--dead-letter-topic=dead",
                        "--on-missing-offsets=earliest",
                        "--min-time=2001-01-01T00:00:00Z",
                        "--max-time=2100-01-01T00:00:00Z",
                        "--application-id=twin",
                        "--state-dir=/state",
                        "--threads=3",
                        "--delivery=at-least-once",
                        "--commit-interval=5 seconds",
                        "--http-host=0.0.0.0",
                        "--http-port=81",
                        "--kafka-properties=" + file,
                        "--kafka-property=security.protocol=SSL,producer.linger.ms=0",
                        "--kafka-property=fetch.min.bytes=9");

        assertThat(options.kafkaProperties())
                .isEqualTo(
                        Map.of(
                                "sasl.jaas.config", "hush",
                                "security.protocol", "SSL",
                                "producer.linger.ms", "0",
                                "fetch.min.bytes", "9"));
        assertThat(options.deadLetters()).isEqualTo("dead");
        assertThat(options.onMissingOffsets).isEqualTo(MissingOffsets.EARLIEST);
        assertThat(options.limits())
                .isEqualTo(
                        Limits.DEFAULT.withTimes(
                                Instant.parse("2001-01-01T00:00:00Z"),
                                Instant.parse("2100-01-01T00:00:00Z")));
        Properties settings = Settings.of(options);
        assertThat(settings)
                .containsEntry("bootstrap.servers", "k:1")
                .containsEntry("application.id", "twin")
                .containsEntry("state.dir", "/state")
                .containsEntry("num.stream.threads", "3")
                .containsEntry("processing.guarantee", "at_least_once")
                .containsEntry("commit.interval.ms", "5000")
                .containsEntry("producer.linger.ms", "0")
                .containsEntry("security.protocol", "SSL");
        assertThat(options.httpHost + ":" + options.httpPort).isEqualTo("0.0.0.0:81");
    }

    /** As the job takes it. */
    @Test
    void aTimeNeedsNoSeconds() {
        assertThat(parse("--min-time=2001-01-01T01:00+01:00").limits().minTime())
                .isEqualTo(Instant.parse("2001-01-01T00:00:00Z"));
    }

    @Test
    void aPropertyOfTheUserWins() {
        StreamsConfig config =
                new StreamsConfig(Settings.of(parse("--kafka-property=batch.size=1,linger.ms=0")));

        assertThat(config.getProducerConfigs("c"))
                .containsEntry("batch.size", "1")
                .containsEntry("linger.ms", "0")
                .containsEntry("compression.type", "lz4");
    }

    /** C6: with 10 s, a record that took longer was fenced and begun again, without end. */
    @Test
    void aTransactionOutlastsTheCommitIntervalAndTheLargestRecord() {
        assertThat(transactionTimeout()).isEqualTo(30_100);
        assertThat(transactionTimeout("--commit-interval=10 s")).isEqualTo(40_000);
        assertThat(transactionTimeout("--kafka-property=transaction.timeout.ms=11000"))
                .isEqualTo(11_000);
    }

    @Test
    void aTransactionThatWouldRunOutIsRefused() {
        assertThatThrownBy(
                        () ->
                                transactionTimeout(
                                        "--commit-interval=5 s",
                                        "--kafka-property=transaction.timeout.ms=12000"))
                .isInstanceOf(StartRefusal.class)
                .hasMessageContaining("12000")
                .hasMessageContaining("--commit-interval 5000 ms")
                .hasMessageContaining("together 15000 ms");
    }

    @Test
    void aNumberThatKafkaCannotReadIsRefusedInWords() {
        assertThatThrownBy(
                        () -> transactionTimeout("--kafka-property=transaction.timeout.ms=15 min"))
                .isInstanceOf(StartRefusal.class)
                .hasMessage(
                        "--kafka-property transaction.timeout.ms is a number of milliseconds, not 15"
                                + " min.");
        StreamsConfig config = Settings.config(parse("--kafka-property=max.request.size=big"));
        assertThatThrownBy(() -> Settings.maxRequestBytes(config))
                .isInstanceOf(StartRefusal.class)
                .hasMessage("--kafka-property max.request.size is a number of bytes, not big.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"producer.transaction.timeout.ms=15 min", "request.timeout.ms=soon"})
    void aPropertyThatKafkaStreamsDoesNotTakeIsRefusedInWords(String property) {
        assertThatThrownBy(() -> Settings.config(parse("--kafka-property=" + property)))
                .isInstanceOf(StartRefusal.class)
                .hasMessageContaining("does not take a --kafka-property")
                .hasMessageContaining(property.substring(0, property.indexOf('=')));
    }

    private static long transactionTimeout(String... args) {
        StreamsOptions options = parse(args);
        return Settings.transactionTimeoutMs(
                new StreamsConfig(Settings.of(options)), options.commitInterval());
    }

    @ParameterizedTest
    @CsvSource({
        "100 ms,PT0.1S",
        "5s,PT5S",
        "1 second,PT1S",
        "2 sec,PT2S",
        "3 min,PT3M",
        "1 minute,PT1M",
        "PT7S,PT7S"
    })
    void durationsAreReadAsTheJobReadsThem(String text, Duration expected) {
        assertThat(parse("--commit-interval=" + text).commitInterval()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "--no-such-option,Unknown option",
        "--delivery=none,neither exactly-once nor at-least-once",
        "--commit-interval=soon,is not a duration",
        "--commit-interval=P,is not a duration",
        "--commit-interval=0 ms,1 ms at least",
        "--threads=0,1 at least",
        "--http-port=70000,0 to 65535",
        "--input-topic=a b,takes letters",
        "--output-topic=iex_data,would be written as well",
        "--dead-letter-topic=iex_data,would be written as well",
        "--dead-letter-topic=flattened_stocks_streams_bars,is a topic of rows as well",
        "--dead-letter-topic=a b,takes letters",
        "--on-missing-offsets=latest,neither fail nor earliest",
        "--min-time=2300-01-01T00:00:00Z,--min-time and --max-time",
        "--max-time=tomorrow,is not a time",
        "--kafka-property=num.stream.threads=3,option of its own: --threads",
        "--kafka-properties=/no/such/file,Cannot read"
    })
    void badUsageIsOneSentence(String argument, String says) {
        assertThatThrownBy(() -> parse(argument))
                .isInstanceOf(StartRefusal.class)
                .hasMessageContaining(says);
    }

    @Test
    void saysItsVersion() {
        assertThat(print("--version")).matches("(?s)flatten-streams \\S+ \\(Kafka Streams 4\\..*");
    }

    @Test
    void readmeNamesEachOption() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));

        for (OptionSpec option : StreamsOptions.commandLine().getCommandSpec().options()) {
            if (!option.usageHelp() && !option.versionHelp()) {
                assertThat(readme).contains("`" + option.longestName() + "`");
                assertThat(print("--help")).contains(option.longestName());
            }
        }
    }

    private static String print(String argument) {
        StringWriter text = new StringWriter();
        assertThat(StreamsOptions.parse(new PrintWriter(text), argument)).isEmpty();
        return text.toString();
    }

    private static StreamsOptions parse(String... args) {
        return StreamsOptions.parse(new PrintWriter(new StringWriter()), args).orElseThrow();
    }
}
