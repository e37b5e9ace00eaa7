package io.tickhouse.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tickhouse.tools.compare.CompareOptions;
import io.tickhouse.tools.compare.CompareReport;
import io.tickhouse.tools.compare.Comparison;
import io.tickhouse.tools.flink.FlinkClient;
import io.tickhouse.tools.stack.LocalStack;
import io.tickhouse.tools.stack.Progress;
import io.tickhouse.tools.stack.StackOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Both engines on one raw topic with faults in it, each killed once: they must agree. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwinITCase {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int[] PORTS = {6121, 6123, 6124, 8080, 8081, 8181, 9092, 9093, 9100};
    private static final List<List<String>> PAIRS =
            List.of(
                    List.of("flattened_stocks", "flattened_stocks_streams"),
                    List.of("flattened_stocks_quotes", "flattened_stocks_streams_quotes"),
                    List.of("flattened_stocks_bars", "flattened_stocks_streams_bars"),
                    List.of("iex_data_dead_letters", "flattened_stocks_streams_dead_letters"));

    private final long seed = new Random().nextLong() & 0xffffff;
    private Path home;
    private LocalStack stack;

    @BeforeAll
    void up() throws IOException {
        System.out.println("Seed of the generated data: " + seed);
        home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "it-twin-");
        stack = LocalStack.of(home, Path.of(System.getProperty("tickhouse.root")));
        stack.up(
                StackOptions.only("kafka", "s3", "catalog", "flink")
                        .onPortOffset(FreePorts.offset(PORTS)),
                Progress.toStandardError());
    }

    @AfterAll
    void down() {
        stack.clear(Progress.toStandardError());
    }

    @Test
    void bothEnginesWriteTheSameThoughEachIsKilledOnce() throws Exception {
        assertThat(run("topics", "create")).isZero();
        sendLargerThanADeadLetter();
        assertThat(
                        run(
                                "submit",
                                "flatten",
                                "--starting-offsets=earliest",
                                "--processing-time=1 s",
                                "--parallelism=2"))
                .isZero();
        stack.up(StackOptions.only("streams"), Progress.toStandardError());
        FlinkClient flink = new FlinkClient(stack.endpoints().flink());
        String job = flink.job("flatten iex_data").id();
        CompletableFuture<Integer> feed =
                CompletableFuture.supplyAsync(
                        () ->
                                run(
                                        "generate",
                                        "--trades=60000",
                                        "--rate=5000",
                                        "--kinds=trades,quotes,bars",
                                        "--corrupt=0.01",
                                        "--symbol-count=50",
                                        "--seed=" + seed));
        long before = flink.completedCheckpoints(job);
        await().atMost(SOON).until(() -> flink.completedCheckpoints(job) >= before + 2);
        await().atMost(SOON).until(() -> metrics().contains("kafka_stream_thread_process_total"));

        kill("taskmanager");
        kill("streams");
        assertThat(stack.heal(Progress.toStandardError()))
                .containsExactly("taskmanager", "streams");

        assertThat(feed.join()).isZero();
        assertThat(run("audit", "--no-pinot", "--wait=300")).isZero();
        for (List<String> pair : PAIRS) {
            CompareReport report =
                    Comparison.run(
                            CompareOptions.of(stack.endpoints().kafka())
                                    .sides(pair.toArray(String[]::new))
                                    .patience(SOON));
            assertThat(report.equal()).as(report.summary()).isTrue();
            assertThat(report.sides().get(0).rows()).as(pair.get(0)).isPositive();
        }
        assertThat(metrics()).contains("kafka_stream_thread_process_total");
    }

    /** Compressed it is small, so that the broker takes it. */
    private void sendLargerThanADeadLetter() throws Exception {
        byte[] blanks = new byte[20_000_000];
        Arrays.fill(blanks, (byte) ' ');
        Map<String, Object> options =
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        stack.endpoints().kafka(),
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4",
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        blanks.length + 1000);
        ByteArraySerializer bytes = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(options, bytes, bytes)) {
            producer.send(new ProducerRecord<>("iex_data", blanks)).get();
        }
    }

    private String metrics() throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(stack.endpoints().streams() + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private void kill(String service) {
        ProcessHandle process = ProcessHandle.of(stack.pid(service).orElseThrow()).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    private int run(String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(command[0].equals("topics") ? 2 : 1, List.of("--home", home.toString()));
        return Main.run(arguments.toArray(String[]::new));
    }
}
