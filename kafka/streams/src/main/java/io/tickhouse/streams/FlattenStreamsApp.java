package io.tickhouse.streams;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tickhouse.streams.StreamsOptions.Delivery;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The twin of the Flink job: raw arrays in, rows out, on Kafka Streams.
 *
 * <pre>
 * raw topic -> flatten -+- trades, quotes, bars > a topic each
 *                       +- bad ones -----------> dead letter topic
 * </pre>
 *
 * <p>Guarantee: every element of every record read becomes visible exactly once, as a row or as a
 * dead letter. It rests on {@link FlattenProcessor} and {@link Settings}.
 */
public final class FlattenStreamsApp {

    private static final String SOURCE = "raw-arrays";
    private static final String FLATTEN = "flatten";
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);
    private static final Logger LOG = LoggerFactory.getLogger(FlattenStreamsApp.class);

    private FlattenStreamsApp() {}

    public static void main(String[] args) throws InterruptedException {
        int exitCode;
        try {
            Optional<StreamsOptions> options =
                    StreamsOptions.parse(
                            new PrintWriter(System.out, true, StandardCharsets.UTF_8), args);
            if (options.isEmpty()) {
                return;
            }
            exitCode = runOrSayWhyNot(options.get());
        } catch (Refusal e) {
            System.err.println(e.getMessage());
            exitCode = 2;
        }
        System.exit(exitCode);
    }

    private static int runOrSayWhyNot(StreamsOptions options) throws InterruptedException {
        try {
            return run(options);
        } catch (Refusal e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    /** The topology: what {@code main} runs and tests drive. */
    static Topology buildTopology(String input, OutputTopics outputs, FlattenCounts counts) {
        ByteArrayDeserializer in = new ByteArrayDeserializer();
        Topology topology = new Topology();
        topology.addSource(SOURCE, in, in, input);
        topology.addProcessor(FLATTEN, () -> new FlattenProcessor(counts), SOURCE);
        addSink(topology, FlattenProcessor.TRADES, outputs.trades());
        addSink(topology, FlattenProcessor.QUOTES, outputs.quotes());
        addSink(topology, FlattenProcessor.BARS, outputs.bars());
        addSink(topology, FlattenProcessor.DEAD_LETTERS, outputs.deadLetters());
        return topology;
    }

    private static void addSink(Topology topology, String name, String topic) {
        ByteArraySerializer out = new ByteArraySerializer();
        topology.addSink(name, topic, out, out, FLATTEN);
    }

    /** Runs until it is told to end (0) or fails (1). */
    private static int run(StreamsOptions options) throws InterruptedException {
        Properties settings = Settings.of(options);
        OutputTopics outputs = options.outputs();
        try (TopicSetup topics = new TopicSetup(settings)) {
            topics.prepare(options.inputTopic, outputs, options.delivery == Delivery.EXACTLY_ONCE);
        }
        PrometheusRegistry registry = new PrometheusRegistry();
        FlattenCounts counts = new FlattenCounts(registry);
        Failures failures = new Failures();
        CountDownLatch ended = new CountDownLatch(1);

        KafkaStreams streams =
                new KafkaStreams(buildTopology(options.inputTopic, outputs, counts), settings);
        registry.register(new KafkaMetrics(streams::metrics));
        streams.setUncaughtExceptionHandler(failures);
        streams.setStateListener(
                (now, before) -> {
                    if (now == State.NOT_RUNNING || now == State.ERROR) {
                        ended.countDown();
                    }
                });
        try (HttpEnd http =
                new HttpEnd(options.httpHost, options.httpPort, registry, streams::state)) {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> close(streams, settings), "shutdown"));
            LOG.info(
                    "Flattening {} of {} into {}, {}; health and metrics on {}:{}",
                    options.inputTopic,
                    options.bootstrapServers,
                    options.outputTopic,
                    options.delivery,
                    options.httpHost,
                    http.port());
            streams.start();
            ended.await();
        }
        if (failures.reason().isPresent()) {
            System.err.println(
                    "flatten-streams ends: "
                            + failures.reason().get()
                            + ". It goes on from its last commit when it is started again.");
            return 1;
        }
        return 0;
    }

    /** Commits what was read and gives up the partitions, so that others take them over at once. */
    private static void close(KafkaStreams streams, Properties settings) {
        // A static member is expected back under the same name within the session timeout.
        boolean comesBack = settings.containsKey(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        CloseOptions how =
                CloseOptions.timeout(CLOSE_LIMIT)
                        .withGroupMembershipOperation(
                                comesBack
                                        ? GroupMembershipOperation.REMAIN_IN_GROUP
                                        : GroupMembershipOperation.LEAVE_GROUP);
        if (!streams.close(how)) {
            LOG.warn("Not all threads ended within {} s", CLOSE_LIMIT.toSeconds());
        }
    }
}
