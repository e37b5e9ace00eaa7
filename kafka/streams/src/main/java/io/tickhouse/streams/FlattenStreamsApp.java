package io.tickhouse.streams;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tickhouse.kafka.topics.Delivery;
import io.tickhouse.kafka.topics.Place;
import io.tickhouse.kafka.topics.SourceTopic;
import io.tickhouse.kafka.topics.StartRefusal;
import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.kafka.topics.TopicRules;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Limits;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The twin of the Flink job on Kafka Streams: raw arrays in, rows out.
 *
 * <pre>
 * raw topic -> flatten -+- rows -----> a topic for each kind
 *                       +- bad ones -> dead letter topic
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
        } catch (StartRefusal e) {
            System.err.println(e.getMessage());
            exitCode = 2;
        }
        System.exit(exitCode);
    }

    private static int runOrSayWhyNot(StreamsOptions options) throws InterruptedException {
        try {
            return run(options);
        } catch (StartRefusal e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    /** The topology that {@code main} runs and tests drive. */
    static Topology buildTopology(
            StreamsOptions options, Limits limits, FlattenCounts counts, Attempts attempts) {
        ByteArrayDeserializer in = new ByteArrayDeserializer();
        TopicNames outputs = options.outputs();
        Topology topology = new Topology();
        // A reset policy of its own: without one the consumer resets by itself, unnoticed.
        topology.addSource(AutoOffsetReset.earliest(), SOURCE, in, in, options.inputTopic);
        topology.addProcessor(
                FLATTEN, () -> new FlattenProcessor(limits, counts, attempts), SOURCE);
        for (Kind kind : Kind.values()) {
            addSink(topology, kind.plural(), outputs.of(kind));
        }
        addSink(topology, FlattenProcessor.DEAD_LETTERS, options.deadLetters());
        return topology;
    }

    private static void addSink(Topology topology, String name, String topic) {
        ByteArraySerializer out = new ByteArraySerializer();
        topology.addSink(name, topic, out, out, FLATTEN);
    }

    /** Runs until it is told to stop (returns 0) or fails (returns 1). */
    private static int run(StreamsOptions options) throws InterruptedException {
        Properties settings = Settings.of(options);
        Limits limits = prepareTopics(options, Settings.config(options));
        PrometheusRegistry registry = new PrometheusRegistry();
        FlattenCounts counts = new FlattenCounts(registry);
        Failures failures = new Failures();
        Attempts attempts = new Attempts();
        CountDownLatch ended = new CountDownLatch(1);

        KafkaStreams streams =
                new KafkaStreams(
                        buildTopology(options, limits, counts, attempts),
                        settings,
                        new Clients(options.onMissingOffsets));
        registry.register(new KafkaMetrics(streams::metrics));
        streams.setUncaughtExceptionHandler(failures);
        streams.setStateListener(
                (now, before) -> {
                    if (now == State.NOT_RUNNING || now == State.ERROR) {
                        ended.countDown();
                    }
                });
        try (HttpEnd http =
                new HttpEnd(
                        options.httpHost,
                        options.httpPort,
                        registry,
                        streams::state,
                        () -> failures.reason().or(attempts::repeated))) {
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

    /**
     * Prepares what Kafka needs before the app starts. Returns the bounds that its topics allow.
     */
    private static Limits prepareTopics(StreamsOptions options, StreamsConfig config) {
        Map<String, Object> client = config.getAdminConfigs("setup");
        client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, options.bootstrapServers);
        int request = Settings.maxRequestBytes(config);
        try (TopicRules topics =
                        new TopicRules(
                                client, "--bootstrap-servers", warning -> LOG.warn("{}", warning));
                Admin admin = Admin.create(client)) {
            SourceTopic source = topics.source(options.inputTopic, "--input-topic");
            List<Place> places = new ArrayList<>();
            int longest = topics.ensureDeadLetters(options.deadLetters(), request);
            places.add(Place.topic(options.deadLetters(), "--dead-letter-topic"));
            for (String rows : options.outputs().all()) {
                topics.ensureRows(rows, source.partitions(), request);
                places.add(Place.topic(rows, "--output-topic"));
            }
            if (options.delivery == Delivery.EXACTLY_ONCE) {
                topics.checkTransactionTimeout(
                        Settings.transactionTimeoutMs(config, options.commitInterval()),
                        "shorten --commit-interval");
            }
            topics.checkClaim(source, options.applicationId, "--application-id", places);
            new GroupOffsets(admin, options.applicationId)
                    .settle(
                            source,
                            places.stream().map(Place::key).toList(),
                            options.onMissingOffsets);
            // Last, so that a refused start claims nothing.
            topics.claim(source, options.applicationId, "--application-id", places);
            return options.limits().withMaxDeadLetterLength(longest);
        }
    }

    /**
     * Commits what was read and gives up the partitions, so that others can take them over at once.
     */
    private static void close(KafkaStreams streams, Properties settings) {
        // A static member is expected to return under the same name within the session timeout.
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
