package io.tickhouse.streams;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Sees to it, before the app starts, that the topics exist and its transactions can last. It makes
 * the output topics as the Flink job makes its own.
 */
final class TopicSetup implements AutoCloseable {

    private static final int TIMEOUT_SECONDS = 15;
    private static final int DEAD_LETTER_OVERHEAD = 65_536;
    private static final String MAX_BYTES = "max.message.bytes";

    private final StreamsConfig config;
    private final String brokers;
    private final Admin admin;

    /**
     * @param settings of Kafka Streams; the admin client is made from them
     * @throws Refusal if no broker answers
     */
    TopicSetup(Properties settings) {
        config = new StreamsConfig(settings);
        brokers = String.join(",", config.getList(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG));
        Map<String, Object> client = config.getAdminConfigs("setup");
        client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        // Each attempt in vain logs a line.
        client.put(AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG, 3_000L);
        client.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 3_000L);
        try {
            admin = Admin.create(client);
        } catch (RuntimeException e) {
            throw unreachable(e);
        }
        try {
            get(admin.describeCluster().nodes());
        } catch (ExecutionException e) {
            admin.close(Duration.ZERO);
            throw unreachable(e.getCause());
        }
    }

    /**
     * Makes what is missing.
     *
     * @throws Refusal if the input topic is missing or an output cannot be had
     */
    void prepare(String input, OutputTopics outputs, boolean transactions) {
        int partitions =
                partitions(input)
                        .orElseThrow(
                                () ->
                                        new Refusal(
                                                "There is no topic "
                                                        + input
                                                        + ": create it (./tickhouse topics create)"
                                                        + " or correct --input-topic."));
        ensureDeadLetters(outputs.deadLetters(), input);
        for (String rows : outputs.rows()) {
            // Retention counts from arrival: counted from the event, replayed history would be
            // deleted before anyone has read it.
            ensure(rows, partitions, Map.of("message.timestamp.type", "LogAppendTime"));
        }
        if (transactions) {
            checkTransactionTimeout();
        }
    }

    /** Creates the dead letter topic so that a dead letter of the largest raw record fits in. */
    private void ensureDeadLetters(String topic, String input) {
        long most =
                Long.parseLong(config(ConfigResource.Type.TOPIC, input, MAX_BYTES))
                        + DEAD_LETTER_OVERHEAD;
        ensure(topic, 1, Map.of(MAX_BYTES, String.valueOf(most)));
        long fits = Long.parseLong(config(ConfigResource.Type.TOPIC, topic, MAX_BYTES));
        if (fits < most) {
            throw new Refusal(
                    ("Topic %s takes %d bytes a message, but a dead letter of %s can have %d: raise"
                                    + " its max.message.bytes.")
                            .formatted(topic, fits, input, most));
        }
    }

    /** Refuses a transaction timeout that the broker would refuse later, at the first record. */
    private void checkTransactionTimeout() {
        Object wanted =
                config.getProducerConfigs("setup").get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
        try {
            String broker = get(admin.describeCluster().nodes()).iterator().next().idString();
            String most = config(ConfigResource.Type.BROKER, broker, "transaction.max.timeout.ms");
            if (Long.parseLong(wanted.toString()) > Long.parseLong(most)) {
                throw new Refusal(
                        ("The transaction timeout of %s ms is above the broker's maximum of %s ms:"
                                        + " shorten --commit-interval, or raise the broker's"
                                        + " transaction.max.timeout.ms.")
                                .formatted(wanted, most));
            }
        } catch (ExecutionException e) {
            throw unreachable(e.getCause());
        }
    }

    private Optional<Integer> partitions(String topic) {
        try {
            return Optional.of(
                    get(admin.describeTopics(List.of(topic)).allTopicNames())
                            .get(topic)
                            .partitions()
                            .size());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw unreachable(e.getCause());
        }
    }

    private void ensure(String topic, int partitions, Map<String, String> configs) {
        if (partitions(topic).isPresent()) {
            return;
        }
        NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.empty());
        try {
            get(admin.createTopics(Set.of(wanted.configs(configs))).all());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new Refusal(
                        "Topic "
                                + topic
                                + " cannot be created ("
                                + e.getCause().getMessage()
                                + "): create it by hand, or give this user the right to.");
            }
        }
        awaitLeaders(topic);
    }

    /**
     * Brokers list a new topic a moment before its partitions are open. Of what an idempotent
     * producer sends within that moment the first batch can be refused and the second be taken; the
     * first is then out of order for good (KAFKA-15591). Offsets are answered by an open partition
     * alone, and the client asks again until they are.
     */
    private void awaitLeaders(String topic) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < partitions(topic).orElse(0); partition++) {
            ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        try {
            get(admin.listOffsets(ends).all());
        } catch (ExecutionException e) {
            throw unreachable(e.getCause());
        }
    }

    private String config(ConfigResource.Type type, String name, String key) {
        ConfigResource resource = new ConfigResource(type, name);
        try {
            return get(admin.describeConfigs(List.of(resource)).all())
                    .get(resource)
                    .get(key)
                    .value();
        } catch (ExecutionException e) {
            throw unreachable(e.getCause());
        }
    }

    private static <T> T get(KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new ExecutionException("no answer in " + TIMEOUT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutionException("interrupted", e);
        }
    }

    private Refusal unreachable(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new Refusal(
                "No Kafka broker can be used at "
                        + brokers
                        + " ("
                        + root.getMessage()
                        + "): start it (./tickhouse up kafka) or correct --bootstrap-servers.");
    }

    @Override
    public void close() {
        admin.close();
    }
}
