package io.tickhouse.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.connectors.alpaca.memory.GapRecord;
import io.tickhouse.connectors.alpaca.reader.FeedRecord;
import io.tickhouse.connectors.kafka.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the topology as {@code main} builds it, with test source and sinks, on an in-process
 * cluster.
 */
class IngestJobTest {

    @RegisterExtension static final MiniClusterExtension CLUSTER = new MiniClusterExtension();

    private static final String[] SYMBOLS = {"AAPL", "SPY", "BRK.B", "BTC/USD", "é", null};
    private static final Pattern MESSAGE = Pattern.compile("\\{\"S\":\"?(.*?)\"?,\"n\":(\\d+)}");
    private static final GapRecord GAP =
            new GapRecord(
                    "iex-1",
                    "iex",
                    "trades",
                    List.of("AAPL"),
                    Instant.EPOCH,
                    Instant.ofEpochSecond(9),
                    "reset",
                    "",
                    Instant.ofEpochSecond(10),
                    null,
                    0,
                    GapRecord.State.OPEN);

    // Static, because the operators of a MiniCluster are copies that share only the JVM.
    private static final List<FeedRecord> INPUT = new ArrayList<>();
    private static final Queue<TopicRecord> ARRAYS = new ConcurrentLinkedQueue<>();
    private static final Queue<String> LINES = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void clear() {
        ARRAYS.clear();
        LINES.clear();
    }

    @ParameterizedTest(name = "object reuse {0}, at most {1} bytes")
    @CsvSource({"true,1048576", "false,1048576", "true,700", "false,700"})
    void eachSymbolStaysInOrderInOnePartition(boolean objectReuse, int maxBytes) throws Exception {
        Random random = new Random(7);
        List<FeedRecord> records = new ArrayList<>();
        Map<String, List<Integer>> sent = new HashMap<>();
        int number = 0;
        for (int frame = 0; frame < 200; frame++) {
            List<String> symbols = new ArrayList<>();
            List<String> messages = new ArrayList<>();
            for (int i = random.nextInt(20); i >= 0; i--) {
                String symbol = SYMBOLS[random.nextInt(SYMBOLS.length)];
                symbols.add(symbol);
                messages.add(message(symbol, ++number));
                sent.computeIfAbsent(String.valueOf(symbol), s -> new ArrayList<>()).add(number);
            }
            records.add(frame(messages, symbols));
        }

        run(records, objectReuse, maxBytes);

        Map<String, List<Integer>> received = new HashMap<>();
        Map<String, Integer> partitions = new TreeMap<>();
        for (TopicRecord array : ARRAYS) {
            assertThat(array.value).hasSizeLessThanOrEqualTo(maxBytes - 512);
            String json = new String(array.value, StandardCharsets.UTF_8);
            assertThat(json).matches("\\[\\{[^{}]*}(,\\{[^{}]*})*]");
            Matcher message = MESSAGE.matcher(json);
            while (message.find()) {
                String symbol = message.group(1);
                received.computeIfAbsent(symbol, s -> new ArrayList<>())
                        .add(Integer.valueOf(message.group(2)));
                assertThat(partitions.merge(symbol, array.partition, (a, b) -> b))
                        .isEqualTo(array.partition);
            }
        }
        assertThat(received).isEqualTo(sent);
        // Kafka's producer gives these keys the same of three partitions.
        assertThat(partitions)
                .containsEntry("AAPL", KafkaPartition.of("AAPL", 3))
                .containsEntry("null", KafkaPartition.of("", 3));
        assertThat(partitions.values()).contains(0, 1, 2);
    }

    @Test
    void whatTheSourceMayHandOnFitsIntoARecord() throws Exception {
        IngestJob.Target target = new IngestJob.Target("raw", 3, 700);
        String head = message("SPY", 1);
        String largest =
                head.replace(
                        "}",
                        ",\"m\":\""
                                + "x".repeat(target.largestMessage() - head.length() - 7)
                                + "\"}");
        assertThat(largest).hasSize(target.largestMessage());

        run(List.of(frame(List.of(head, largest, head), List.of("SPY", "SPY", "SPY"))), true, 700);

        assertThat(ARRAYS)
                .extracting(array -> new String(array.value, StandardCharsets.UTF_8))
                .containsExactly("[" + head + "]", "[" + largest + "]", "[" + head + "]");
        assertThat(ARRAYS).allMatch(array -> array.value.length <= target.largestArray());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void unreadableFramesGoOnWholeAndGapsToTheSide(boolean objectReuse) throws Exception {
        FeedRecord unreadable = new FeedRecord();
        unreadable.frame = "[{\"T\":".getBytes(StandardCharsets.UTF_8);
        FeedRecord gap = new FeedRecord();
        gap.gap = GAP;

        run(List.of(unreadable, gap), objectReuse, 1 << 20);

        assertThat(ARRAYS).hasSize(1);
        assertThat(ARRAYS.element().value).isEqualTo(unreadable.frame);
        assertThat(LINES)
                .containsExactly(
                        "iex-1"
                                + " {\"id\":\"iex-1\",\"feed\":\"iex\",\"channel\":\"trades\","
                                + "\"symbols\":[\"AAPL\"],\"from\":\"1970-01-01T00:00:00Z\","
                                + "\"to\":\"1970-01-01T00:00:09Z\",\"cause\":\"reset\","
                                + "\"detail\":\"\",\"opened\":\"1970-01-01T00:00:10Z\","
                                + "\"closed\":null,\"rows\":0,\"state\":\"open\"}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachPartitionIsToldTheTimeAfterWhatCameBefore(boolean objectReuse) throws Exception {
        FeedRecord clock = new FeedRecord();
        clock.feed = "iex";
        clock.clock = Instant.parse("2026-03-02T14:31:00.5Z");
        String message = message("SPY", 1);
        FeedRecord frame = frame(List.of(message), List.of("SPY"));

        run(List.of(frame, clock, frame), objectReuse, 1 << 20);

        String told = "[{\"T\":\"k\",\"S\":\"iex\",\"t\":\"2026-03-02T14:31:00.500Z\"}]";
        int spy = KafkaPartition.of("SPY", 3);
        for (int partition = 0; partition < 3; partition++) {
            int each = partition;
            assertThat(ARRAYS.stream().filter(array -> array.partition == each))
                    .extracting(array -> new String(array.value, StandardCharsets.UTF_8))
                    .isEqualTo(
                            partition == spy
                                    ? List.of("[" + message + "]", told, "[" + message + "]")
                                    : List.of(told));
        }
    }

    private static void run(List<FeedRecord> records, boolean objectReuse, int maxBytes)
            throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.OBJECT_REUSE, objectReuse);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        INPUT.clear();
        INPUT.addAll(records);
        IngestJob.define(
                env,
                new DataGeneratorSource<>(
                        index -> INPUT.get(index.intValue()),
                        INPUT.size(),
                        TypeInformation.of(FeedRecord.class)),
                new IngestJob.Target("raw", 3, maxBytes),
                new IngestSinks(
                        arrays ->
                                arrays.map(array -> ARRAYS.add(array))
                                        .returns(Boolean.class)
                                        .sinkTo(new DiscardingSink<>()),
                        gaps ->
                                gaps.map(new GapLine())
                                        .map(
                                                line ->
                                                        LINES.add(
                                                                new String(
                                                                                line.key,
                                                                                StandardCharsets
                                                                                        .UTF_8)
                                                                        + " "
                                                                        + new String(
                                                                                line.value,
                                                                                StandardCharsets
                                                                                        .UTF_8)))
                                        .returns(Boolean.class)
                                        .sinkTo(new DiscardingSink<>())));
        env.execute();
    }

    private static String message(String symbol, int number) {
        return "{\"S\":" + (symbol == null ? null : '"' + symbol + '"') + ",\"n\":" + number + "}";
    }

    private static FeedRecord frame(List<String> messages, List<String> symbols) {
        FeedRecord record = new FeedRecord();
        record.frame =
                ("[ " + String.join(" , ", messages) + " ]").getBytes(StandardCharsets.UTF_8);
        record.symbols = symbols.toArray(String[]::new);
        record.spans = new int[2 * messages.size()];
        int at = 2;
        for (int i = 0; i < messages.size(); i++) {
            record.spans[2 * i] = at;
            at += messages.get(i).getBytes(StandardCharsets.UTF_8).length;
            record.spans[2 * i + 1] = at;
            at += 3;
        }
        return record;
    }

    /** Kafka's own rule. */
    private static final class KafkaPartition {
        static int of(String key, int partitions) {
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            return org.apache.kafka.clients.producer.internals.BuiltInPartitioner.partitionForKey(
                    bytes, partitions);
        }
    }
}
