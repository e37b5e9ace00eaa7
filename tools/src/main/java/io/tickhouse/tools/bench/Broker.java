package io.tickhouse.tools.bench;

import io.tickhouse.tools.UserError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Access to Kafka for the bench. Every method throws {@link UserError} if Kafka does not answer.
 */
final class Broker implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final String address;
    private final Admin admin;

    Broker(String address) {
        this.address = address;
        Properties properties = new Properties();
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address);
        this.admin = Admin.create(properties);
    }

    /**
     * What committed readers see in a topic.
     *
     * @param records without transaction markers
     * @param valueBytes of their values
     */
    record Content(long records, long valueBytes) {}

    /** Sum of the group's committed offsets in the topic; 0 if there are none. */
    long committed(String group, String topic) {
        try {
            return admin
                    .listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .entrySet()
                    .stream()
                    .filter(offset -> offset.getKey().topic().equals(topic))
                    .mapToLong(offset -> position(offset.getValue()))
                    .sum();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return 0;
            }
            throw failed("read the offsets of group " + group, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static long position(OffsetAndMetadata offset) {
        return offset == null ? 0 : offset.offset();
    }

    /** Sum of the topic's end offsets. */
    long end(String topic) {
        Map<TopicPartition, OffsetSpec> wanted =
                partitions(topic).stream()
                        .collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
        return get("read the end of " + topic, admin.listOffsets(wanted).all()).values().stream()
                .mapToLong(end -> end.offset())
                .sum();
    }

    /** Reads the committed records of the whole topic once. It is in the page cache afterwards. */
    Content read(String topic) {
        Map<String, Object> config =
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        address,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        10_000);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = partitions(topic);
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
                }
            }
            return new Content(records, bytes);
        }
    }

    /** Removes the topics whose names begin with the prefix. */
    void remove(String prefix) {
        List<String> topics = new ArrayList<>();
        for (String topic : get("list topics", admin.listTopics().names())) {
            if (topic.startsWith(prefix)) {
                topics.add(topic);
            }
        }
        get("delete topics", admin.deleteTopics(topics).all());
    }

    private List<TopicPartition> partitions(String topic) {
        try {
            return admin
                    .describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return List.of();
            }
            throw failed("describe topic " + topic, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static <T> T get(String what, KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw failed(what, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static UserError failed(String what, ExecutionException e) {
        return UserError.failed(
                "Kafka did not " + what + ": " + e.getCause().getMessage(), e.getCause());
    }

    private static UserError interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return UserError.failed("Interrupted.", e);
    }

    @Override
    public void close() {
        admin.close();
    }
}
