package io.tickhouse.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tickhouse.kafka.topics.Destinations;
import io.tickhouse.model.Kind;
import io.tickhouse.tools.cli.Main;
import io.tickhouse.tools.compare.CompareOptions;
import io.tickhouse.tools.compare.CompareReport;
import io.tickhouse.tools.compare.Comparison;
import io.tickhouse.tools.flink.FlinkClient;
import io.tickhouse.tools.flink.FlinkJob;
import io.tickhouse.tools.stack.LocalStack;
import io.tickhouse.tools.stack.Progress;
import io.tickhouse.tools.stack.StackOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Runs both engines on one raw topic with faults in it and kills each once: they must agree. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwinITCase {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final List<String> KINDS = Stream.of(Kind.values()).map(Kind::plural).toList();
    private static final List<String> SUFFIXES =
            Stream.of(Kind.values()).map(Kind::suffix).toList();

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
                        .onPortOffset(FreePorts.offset()),
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
                                        "--kinds=" + String.join(",", KINDS),
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
        for (String suffix : SUFFIXES) {
            assertEqual("flattened_stocks" + suffix, "flattened_stocks_streams" + suffix);
        }
        assertEqual("iex_data_dead_letters", "flattened_stocks_streams_dead_letters");
        assertThat(metrics()).contains("kafka_stream_thread_process_total");
    }

    /**
     * C4, C5, C6, H5: records whose rows or dead letters exceeded what a topic with a broker's
     * default settings takes.
     */
    @Test
    void bothEnginesGetPastHostileRecordsOnTopicsOfAStockBroker() throws Exception {
        for (String topic : List.of("hand_flat", "hand_twin")) {
            for (String suffix : SUFFIXES) {
                createAsABrokerDoes(topic + suffix);
            }
            createAsABrokerDoes(topic + "_dead_letters");
        }
        createAsABrokerDoes("hand_raw");
        send("hand_raw", "zstd", hostileRecords());
        List<String> job =
                List.of(
                        "submit",
                        "flatten",
                        "--source-topic=hand_raw",
                        "--dest-topic=hand_flat",
                        "--output-mode=kafka-only",
                        "--starting-offsets=earliest",
                        "--ending-offsets=latest",
                        "--processing-time=1 s",
                        "--parallelism=1");

        assertThat(runWith(job, "--dead-letter-topic=hand_flat_dead_letters")).isZero();
        try (Twin twin = twin("--input-topic=hand_raw", "--output-topic=hand_twin")) {
            assertEqual("hand_flat", "hand_twin");
            assertEqual("hand_flat", "oracle:hand_raw");
            assertEqual("hand_flat_dead_letters", "hand_twin_dead_letters", "oracle:hand_raw");
            assertThat(twin.process.isAlive()).isTrue();
        }

        awaitEndOfJobs("flatten hand_raw");
        // H4: another job on the same raw topic, first with the same dead-letter topic, then with
        // its own.
        List<String> second = new ArrayList<>(job);
        second.set(3, "--dest-topic=second_flat");
        assertThat(runWith(second, "--dead-letter-topic=hand_flat_dead_letters")).isOne();
        assertThat(runWith(second, "--dead-letter-topic=second_dead_letters")).isZero();
        assertEqual("second_flat", "hand_flat");
        awaitEndOfJobs("flatten hand_raw");
        assertThat(refusal("--input-topic=hand_raw", "--output-topic=second_flat"))
                .contains("is written by", "--output-topic");

        // C1: records that retention deleted while the twin was down.
        send("hand_raw", "none", List.of(trade("LATE", 1), trade("LATE", 2)));
        try (Admin admin = admin()) {
            TopicPartition raw = new TopicPartition("hand_raw", 0);
            long end =
                    admin.listOffsets(Map.of(raw, OffsetSpec.latest()))
                            .partitionResult(raw)
                            .get()
                            .offset();
            admin.deleteRecords(Map.of(raw, RecordsToDelete.beforeOffset(end - 1))).all().get();
            assertThat(refusal("--input-topic=hand_raw", "--output-topic=hand_twin"))
                    .contains(
                            "offsets %d..%d of hand_raw-0 are gone".formatted(end - 2, end - 2),
                            "--on-missing-offsets earliest");

            // As if Kafka had forgotten the offsets of a group that was away for a week.
            await().atMost(SOON)
                    .ignoreExceptionsInstanceOf(ExecutionException.class)
                    .until(
                            () -> {
                                admin.deleteConsumerGroups(List.of("by-hand")).all().get();
                                return true;
                            });
            assertThat(refusal("--input-topic=hand_raw", "--output-topic=hand_twin"))
                    .contains("Group by-hand has no offset of hand_raw");
            // A refused start claims nothing, not even topics that no program has claimed.
            createAsABrokerDoes("stray");
            send("stray", "none", List.of(trade("STRAY", 1)));
            assertThat(refusal("--input-topic=hand_raw", "--output-topic=stray"))
                    .contains("Group by-hand has no offset of hand_raw");
            assertThat(
                            new Destinations(Map.of("bootstrap.servers", stack.endpoints().kafka()))
                                    .read())
                    .doesNotContainKeys("stray", "stray_dead_letters");

            // H3: the same name, but other offsets.
            admin.deleteTopics(List.of("hand_raw")).all().get();
            await().atMost(SOON)
                    .until(() -> !admin.listTopics().names().get().contains("hand_raw"));
            createAsABrokerDoes("hand_raw");
            assertThat(refusal("--input-topic=hand_raw", "--output-topic=hand_twin"))
                    .contains("deleted and made again", "choose another with --");
        }
        assertThat(runWith(job, "--dead-letter-topic=hand_flat_dead_letters")).isOne();
    }

    private void awaitEndOfJobs(String name) {
        FlinkClient flink = new FlinkClient(stack.endpoints().flink());
        await().atMost(SOON)
                .until(
                        () ->
                                flink.jobs().stream()
                                        .filter(job -> job.name().startsWith(name + " "))
                                        .allMatch(FlinkJob::ended));
    }

    /**
     * Creates a topic as auto-creation, Terraform or an operator does: 1 MiB a message, CreateTime.
     */
    private void createAsABrokerDoes(String topic) {
        assertThat(
                        run(
                                "topics",
                                "create",
                                topic,
                                "--partitions=1",
                                "--config=max.message.bytes=1048588",
                                "--config=message.timestamp.type=CreateTime"))
                .isZero();
    }

    private List<byte[]> hostileRecords() {
        Random random = new Random(seed);
        byte[] elements = new byte[8 << 20];
        for (int i = 0; i < elements.length; i += 2) {
            elements[i] = '1';
            elements[i + 1] = ',';
        }
        elements[0] = '[';
        elements[1] = '1';
        elements[elements.length - 1] = ']';
        elements[elements.length - 2] = '1';
        byte[] noise = new byte[975_000];
        random.nextBytes(noise);
        StringBuilder conditions = new StringBuilder();
        for (int i = 0; i < 375; i++) {
            byte[] condition = new byte[2000];
            random.nextBytes(condition);
            conditions
                    .append(i == 0 ? "" : ",")
                    .append('"')
                    .append(HexFormat.of().formatHex(condition))
                    .append('"');
        }
        String large =
                "[%s,{\"T\":\"t\",\"S\":\"BIG\",\"p\":1,\"s\":1,\"t\":1772461800000,\"c\":[%s]},%s]"
                        .formatted(element("AAPL", 1), conditions, element("AAPL", 2));
        return List.of(
                elements,
                Base64.getEncoder().encode(noise),
                large.getBytes(StandardCharsets.UTF_8),
                ("[{\"T\":\"t\",\"S\":\"FAR\",\"p\":1,\"s\":0.0146,\"t\":\"2100-01-01T00:00:00Z\"},"
                                + "{\"T\":\"t\",\"S\":\"OLD\",\"p\":0,\"s\":2.5,\"t\":\"1985-01-01T00:00:00Z\"},"
                                + "{\"T\":\"t\",\"S\":\"SECONDS\",\"p\":1,\"s\":1,\"t\":1772461800}]")
                        .getBytes(StandardCharsets.UTF_8),
                trade("MSFT", 3));
    }

    private static byte[] trade(String symbol, int id) {
        return ("[" + element(symbol, id) + "]").getBytes(StandardCharsets.UTF_8);
    }

    private static String element(String symbol, int id) {
        return "{\"T\":\"t\",\"S\":\"%s\",\"i\":%d,\"p\":1.5,\"s\":10,\"t\":1772461800000}"
                .formatted(symbol, id);
    }

    private void assertEqual(String... sides) throws Exception {
        CompareReport report =
                Comparison.run(
                        CompareOptions.of(stack.endpoints().kafka()).sides(sides).patience(SOON));
        assertThat(report.equal()).as(report.summary()).isTrue();
        assertThat(report.sides().get(0).rows()).as(sides[0]).isPositive();
    }

    /** Starts the twin where it must refuse or end, and returns its log. */
    private String refusal(String... options) throws Exception {
        try (Twin twin = twin(options)) {
            assertThat(twin.process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(twin.process.exitValue()).isOne();
            return Files.readString(twin.log);
        }
    }

    /** Starts the twin from its jar, as on a machine without the stack. */
    private Twin twin(String... options) throws IOException {
        Path target = Path.of(System.getProperty("tickhouse.root"), "kafka", "streams", "target");
        Path jar;
        try (Stream<Path> files = Files.list(target)) {
            jar = files.filter(f -> f.toString().endsWith("-all.jar")).findFirst().orElseThrow();
        }
        Path log = Files.createTempFile(home, "twin-", ".log");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-jar",
                                jar.toString(),
                                "--bootstrap-servers=" + stack.endpoints().kafka(),
                                "--application-id=by-hand",
                                "--state-dir=" + home.resolve("by-hand"),
                                "--http-port=0"));
        command.addAll(List.of(options));
        return new Twin(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start(),
                log);
    }

    private record Twin(Process process, Path log) implements AutoCloseable {

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }

    private Admin admin() {
        return Admin.create(
                Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        (Object) stack.endpoints().kafka()));
    }

    private int runWith(List<String> command, String more) {
        return run(Stream.concat(command.stream(), Stream.of(more)).toArray(String[]::new));
    }

    /** The record is small when compressed, so the broker takes it. */
    private void sendLargerThanADeadLetter() throws Exception {
        byte[] blanks = new byte[20_000_000];
        Arrays.fill(blanks, (byte) ' ');
        send("iex_data", "lz4", List.of(blanks));
    }

    private void send(String topic, String compression, List<byte[]> values) throws Exception {
        Map<String, Object> options =
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        stack.endpoints().kafka(),
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        compression,
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        21_000_000);
        ByteArraySerializer bytes = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(options, bytes, bytes)) {
            for (byte[] value : values) {
                producer.send(new ProducerRecord<>(topic, value)).get();
            }
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
