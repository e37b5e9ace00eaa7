package io.tickhouse.connectors.kafka;

import io.tickhouse.connectors.Refusal;
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
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Sees to it, before a job starts, that its topics exist and its transactions can last. */
public final class KafkaTopics implements AutoCloseable {

    private static final int TIMEOUT_SECONDS = 15;
    private static final int DEAD_LETTER_OVERHEAD = 65_536;

    private final Admin admin;
    private final String brokers;
    private final Map<String, String> properties;

    /**
     * @throws Refusal if no broker answers
     */
    public KafkaTopics(String brokers, Map<String, String> properties) {
        this.brokers = brokers;
        this.properties = properties;
        Properties config = new Properties();
        config.putAll(properties);
        config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000");
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "10000");
        try {
            this.admin = Admin.create(config);
        } catch (RuntimeException e) {
            throw unreachable(e);
        }
        try {
            get(admin.describeCluster().nodes());
        } catch (ExecutionException e) {
            admin.close(java.time.Duration.ZERO);
            throw unreachable(e.getCause());
        }
    }

    private Refusal unreachable(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new Refusal(
                "No Kafka broker can be reached at "
                        + brokers
                        + " ("
                        + root.getMessage()
                        + "): start it (./tickhouse up) or correct --kafka-brokers.");
    }

    /** Number of partitions of a topic, empty if there is no such topic. */
    public Optional<Integer> partitions(String topic) {
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

    /**
     * Creates a topic of rows unless it is there. Its retention counts from the arrival of a row:
     * counted from the event, replayed history would be deleted before anyone has read it.
     */
    public void ensureRows(String topic, int partitions) {
        ensure(topic, partitions, Map.of("message.timestamp.type", "LogAppendTime"));
    }

    /** Creates a topic of which the newest record of each key is kept for ever. */
    public void ensureLedger(String topic) {
        ensure(topic, 1, Map.of("cleanup.policy", "compact"));
    }

    /** The largest batch that the topic takes, in bytes. */
    public int maxMessageBytes(String topic) {
        return Integer.parseInt(topicConfig(topic, "max.message.bytes"));
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

    /** Creates the dead letter topic so that a dead letter of the largest raw record fits in. */
    public void ensureDeadLetters(String topic, String rawTopic) {
        long largest = Long.parseLong(topicConfig(rawTopic, "max.message.bytes"));
        ensure(
                topic,
                1,
                Map.of("max.message.bytes", String.valueOf(largest + DEAD_LETTER_OVERHEAD)));
        long fits = Long.parseLong(topicConfig(topic, "max.message.bytes"));
        if (fits < largest + DEAD_LETTER_OVERHEAD) {
            throw new Refusal(
                    ("Topic %s takes %d bytes a message, but a dead letter of %s can have %d: raise"
                                    + " its max.message.bytes.")
                            .formatted(topic, fits, rawTopic, largest + DEAD_LETTER_OVERHEAD));
        }
    }

    /** Refuses a transaction timeout that the broker would refuse later, at the first record. */
    public void checkTransactionTimeout() {
        long wanted =
                Long.parseLong(
                        properties.getOrDefault(
                                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                                String.valueOf(KafkaEnds.DEFAULT_TRANSACTION_TIMEOUT_MS)));
        try {
            String broker = get(admin.describeCluster().nodes()).iterator().next().idString();
            String most =
                    config(
                            new ConfigResource(ConfigResource.Type.BROKER, broker),
                            "transaction.max.timeout.ms");
            if (wanted > Long.parseLong(most)) {
                throw new Refusal(
                        ("The transaction timeout of %d ms is above the broker's maximum of %s ms:"
                                        + " lower it with --kafka-property transaction.timeout.ms=%s, or"
                                        + " raise the broker's transaction.max.timeout.ms.")
                                .formatted(wanted, most, most));
            }
        } catch (ExecutionException e) {
            throw unreachable(e.getCause());
        }
    }

    private String topicConfig(String topic, String key) {
        try {
            return config(new ConfigResource(ConfigResource.Type.TOPIC, topic), key);
        } catch (ExecutionException e) {
            throw unreachable(e.getCause());
        }
    }

    private String config(ConfigResource resource, String key) throws ExecutionException {
        Config config = get(admin.describeConfigs(List.of(resource)).all()).get(resource);
        ConfigEntry entry = config.get(key);
        return entry.value();
    }

    private <T> T get(KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new ExecutionException("no answer in " + TIMEOUT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutionException("interrupted", e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
