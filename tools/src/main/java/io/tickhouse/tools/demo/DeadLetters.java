package io.tickhouse.tools.demo;

import io.tickhouse.model.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Counts the bad elements that a committed reader sees in a dead-letter topic. */
final class DeadLetters {

    private DeadLetters() {}

    /**
     * Elements from the beginning of the topic to its current end; 0 if the topic does not exist.
     */
    static long committed(String brokers, String topic) {
        Map<String, Object> config = new HashMap<>();
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(p -> new TopicPartition(topic, p.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long count = 0;
            // The position also passes transaction markers, which are not records.
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                for (ConsumerRecord<byte[], byte[]> letter :
                        consumer.poll(Duration.ofMillis(200))) {
                    count += elements(letter);
                }
            }
            return count;
        }
    }

    /** A dead letter may represent a run of bad elements, and then says how many. */
    static long elements(ConsumerRecord<byte[], byte[]> letter) {
        Header elements = letter.headers().lastHeader(DeadLetterHeaders.ELEMENTS);
        return elements == null
                ? 1
                : Long.parseLong(new String(elements.value(), StandardCharsets.UTF_8));
    }
}
