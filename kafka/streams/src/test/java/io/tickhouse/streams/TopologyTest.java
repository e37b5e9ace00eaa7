package io.tickhouse.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.DeadLetterHeaders;
import io.tickhouse.model.FlatJson;
import io.tickhouse.model.Flattener;
import io.tickhouse.model.GoldenCase;
import io.tickhouse.model.GoldenCases;
import io.tickhouse.model.Message;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The topology and settings of {@code main}, on Kafka's test driver. */
class TopologyTest {

    private static final String RAW = "raw";
    private static final TopicNames OUTPUTS = new TopicNames("flat");
    private static final String DEAD_LETTERS = "flat_dead_letters";

    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> raw;

    @BeforeEach
    void start() {
        StreamsOptions options =
                StreamsOptions.parse(new PrintWriter(new StringWriter()), "-i", RAW, "-o", "flat")
                        .orElseThrow();
        driver =
                new TopologyTestDriver(
                        FlattenStreamsApp.buildTopology(
                                options,
                                options.limits(),
                                new FlattenCounts(new PrometheusRegistry()),
                                new Attempts()),
                        Settings.of(options));
        raw = driver.createInputTopic(RAW, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @AfterEach
    void close() {
        driver.close();
    }

    static Stream<GoldenCase> goldenCases() {
        return GoldenCases.all();
    }

    @ParameterizedTest
    @MethodSource("goldenCases")
    void writesWhatTheRuleGives(GoldenCase golden) {
        raw.pipeInput(new TestRecord<>(null, golden.value(), new RecordHeaders(), 1L));

        // The driver counts offsets from 0 in partition 0.
        Expected expected = new Expected();
        new Flattener().flatten(golden.value(), 0, 0, expected);
        expected.byTopic.forEach(
                (topic, records) -> assertThat(read(topic)).as(topic).isEqualTo(records));
    }

    @Test
    void nothingOfTheRawRecordButItsValueComesThrough() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("traceparent", new byte[] {1});
        raw.pipeInput(
                new TestRecord<>(
                        bytes("key"),
                        bytes("[{\"T\":\"t\",\"S\":\"AAPL\",\"t\":1000000000007},1]"),
                        headers,
                        99L));

        assertThat(read("flat"))
                .containsExactly(
                        "AAPL {\"T\":\"t\",\"S\":\"AAPL\",\"timestamp\":1000000000007,"
                                + "\"timestamp_ns\":1000000000007000000,\"src\":\"0-0-0\"} []");
        assertThat(read("flat_dead_letters"))
                .singleElement()
                .asString()
                .startsWith("null 1 [reason=NOT_AN_OBJECT,")
                .doesNotContain("traceparent");
    }

    @Test
    void aRecordThatCannotBeReadDoesNotStopTheNext() {
        raw.pipeInput(bytes("k"), bytes("[{\"T\":\"t\""));
        raw.pipeInput(new TestRecord<>(bytes("k"), null));
        raw.pipeInput(bytes("k"), new byte[] {(byte) 0xff});
        raw.pipeInput(bytes("k"), bytes("[{\"T\":\"t\",\"S\":\"AAPL\",\"t\":1000000000000}]"));

        assertThat(read("flat")).hasSize(1);
        assertThat(read("flat_dead_letters")).hasSize(3);
    }

    @Test
    void timeBeforeTheEpochIsNoReasonToStop() {
        AnyTimestamp times = new AnyTimestamp();

        assertThat(
                        times.extract(
                                new org.apache.kafka.clients.consumer.ConsumerRecord<>(
                                        RAW, 0, 0, null, null),
                                5))
                .isZero();
    }

    /** Everything in a topic as text; dead letters without their time, which is the clock's. */
    private List<String> read(String topic) {
        List<String> all = new ArrayList<>();
        driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList()
                .forEach(
                        record -> {
                            List<String> headers = new ArrayList<>();
                            record.headers()
                                    .forEach(h -> headers.add(h.key() + "=" + text(h.value())));
                            headers.removeIf(h -> h.startsWith("time="));
                            all.add(show(record.key(), record.value(), headers));
                        });
        return all;
    }

    private static String show(byte[] key, byte[] value, List<String> headers) {
        return (key == null ? "null" : text(key)) + " " + text(value) + " " + headers;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What each topic must contain according to the rule itself. */
    private static final class Expected implements Flattener.Output {

        private final Map<String, List<String>> byTopic = new LinkedHashMap<>();
        private final FlatJson json = new FlatJson();

        Expected() {
            OUTPUTS.all().forEach(topic -> byTopic.put(topic, new ArrayList<>()));
            byTopic.put(DEAD_LETTERS, new ArrayList<>());
        }

        @Override
        public void row(Message message) {
            byTopic.get(OUTPUTS.of(message.kind()))
                    .add(show(message.symbol, json.toBytes(message), List.of()));
        }

        @Override
        public void deadLetter(DeadLetter letter) {
            List<String> headers = new ArrayList<>();
            DeadLetterHeaders.write(
                    letter,
                    RAW,
                    Instant.EPOCH,
                    (name, value) -> headers.add(name + "=" + text(value)));
            headers.removeIf(h -> h.startsWith("time="));
            byTopic.get(DEAD_LETTERS).add(show(null, letter.value, headers));
        }
    }
}
