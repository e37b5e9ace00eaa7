package io.tickhouse.tools.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Committed readers of a topic of a live trial. */
final class TopicEnd {

    private TopicEnd() {}

    /** All of them, by number: a topic that was just made is not known to every client yet. */
    static List<TopicPartition> partitions(String topic) {
        return IntStream.range(0, LatencyTrial.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    /**
     * A {@code read_committed} consumer that stands at the end of the topic.
     *
     * @param topic which was made
     */
    static KafkaConsumer<byte[], byte[]> reader(String brokers, String topic) {
        KafkaConsumer<byte[], byte[]> consumer = consumer(brokers);
        consumer.assign(partitions(topic));
        consumer.seekToEnd(partitions(topic));
        // The seek waits for the first of these calls, and these wait for the topic to be known.
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
