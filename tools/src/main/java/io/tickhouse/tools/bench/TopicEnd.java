package io.tickhouse.tools.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Creates committed readers for the topic of a live trial. */
final class TopicEnd {

    private TopicEnd() {}

    /** All partitions, by number: not every client knows a new topic yet. */
    static List<TopicPartition> partitions(String topic) {
        return IntStream.range(0, Trial.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    /**
     * A {@code read_committed} consumer that is positioned at the end of the topic.
     *
     * @param topic must exist
     */
    static KafkaConsumer<byte[], byte[]> reader(String brokers, String topic) {
        KafkaConsumer<byte[], byte[]> consumer = consumer(brokers);
        consumer.assign(partitions(topic));
        consumer.seekToEnd(partitions(topic));
        // The seek happens with the first of these calls, and these wait until the topic is known.
        partitions(topic).forEach(consumer::position);
        return consumer;
    }

    static KafkaConsumer<byte[], byte[]> consumer(String brokers) {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        brokers,
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
}
