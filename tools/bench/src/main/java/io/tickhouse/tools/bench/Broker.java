package io.tickhouse.tools.bench;

import io.tickhouse.tools.UserError;
import io.tickhouse.tools.topics.BrokerOption;
import io.tickhouse.tools.topics.TopicAdmin;
import io.tickhouse.tools.topics.TopicDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Access to Kafka for the bench. Every method throws {@link UserError} if Kafka does not answer.
 */
final class Broker implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    // A machine under test may be slower to answer than a command would wait.
    private static final int PATIENCE_MS = 60_000;

    private final String address;
    private final TopicAdmin admin;

    Broker(String address) {
        this.address = address;
        Properties client = BrokerOption.clientProperties(address);
        client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        this.admin = new TopicAdmin(client);
    }

    /**
     * What committed readers see in a topic.
     *
     * @param records without transaction markers
     * @param valueBytes of their values
     */
    record Content(long records, long valueBytes) {}

    /** Creates the raw topic of a live trial and that of its trades. */
    void create(Round round) throws InterruptedException {
        for (String topic : List.of(round.rawTopic(), round.outputs())) {
            admin.create(TopicDefinition.bare(topic, Trial.PARTITIONS, (short) 1));
        }
    }

    /** Sum of the group's committed offsets in the topic; 0 if there are none. */
    long committed(String group, String topic) throws InterruptedException {
        return admin.committed(group).entrySet().stream()
                .filter(offset -> offset.getKey().topic().equals(topic))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Sum of the topic's end offsets. */
    long end(String topic) throws InterruptedException {
        return admin.ends(topic).values().stream().mapToLong(Long::longValue).sum();
    }

    /** Reads the committed records of the whole topic once. It is in the page cache afterwards. */
    Content read(String topic) throws InterruptedException {
        return read(topic, record -> {});
    }

    /** The same, and shows each record to the caller. */
    Content read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> each)
            throws InterruptedException {
        List<TopicPartition> partitions = partitions(topic, admin.partitions(topic));
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long records = 0;
            long bytes = 0;
            // The position also passes transaction markers, which are not records.
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    records++;
                    bytes += record.serializedValueSize();
                    each.accept(record);
                }
            }
            return new Content(records, bytes);
        }
    }

    /** All partitions of a topic of a live trial, by number: not every client knows it yet. */
    static List<TopicPartition> partitions(String topic) {
        return partitions(topic, Trial.PARTITIONS);
    }

    private static List<TopicPartition> partitions(String topic, int count) {
        return IntStream.range(0, count).mapToObj(p -> new TopicPartition(topic, p)).toList();
    }

    /**
     * A {@code read_committed} consumer at the end of the topic of a live trial.
     *
     * @param topic must exist
     */
    KafkaConsumer<byte[], byte[]> readerAtEnd(String topic) {
        KafkaConsumer<byte[], byte[]> consumer = consumer();
        consumer.assign(partitions(topic));
        consumer.seekToEnd(partitions(topic));
        // The seek happens with the first of these calls, and these wait until the topic is known.
        partitions(topic).forEach(consumer::position);
        return consumer;
    }

    /** A {@code read_committed} consumer without a group. */
    KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        address,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        5000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Removes the topics whose names begin with the prefix. */
    void remove(String prefix) throws InterruptedException {
        for (String topic : admin.names()) {
            if (topic.startsWith(prefix)) {
                admin.delete(topic);
            }
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
