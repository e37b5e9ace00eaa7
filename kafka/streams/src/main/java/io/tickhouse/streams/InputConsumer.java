package io.tickhouse.streams;

import io.tickhouse.kafka.topics.MissingOffsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the raw topic. If retention, or a topic that was made again, has removed the next offsets,
 * it says which are gone. A partition without a committed offset is new, and is read from its
 * beginning.
 *
 * <p>Guarantee: no offset after a committed one is skipped silently. It rests on Kafka Streams
 * handling resets itself, so that the client throws. It does so for a source that has a reset
 * policy of its own.
 */
final class InputConsumer extends KafkaConsumer<byte[], byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(InputConsumer.class);

    private final MissingOffsets onMissing;

    InputConsumer(Map<String, Object> config, MissingOffsets onMissing) {
        super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.onMissing = onMissing;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        try {
            return super.poll(timeout);
        } catch (OffsetOutOfRangeException e) {
            Map<TopicPartition, Long> wanted = e.offsetOutOfRangePartitions();
            String gone =
                    judge(
                            wanted,
                            beginningOffsets(wanted.keySet()),
                            endOffsets(wanted.keySet()),
                            onMissing);
            LOG.warn("{}", gone);
            throw e; // Kafka Streams seeks to the earliest.
        }
    }

    /**
     * What to say about offsets that are out of range.
     *
     * @throws Unpassable if the app must not go on
     */
    static String judge(
            Map<TopicPartition, Long> wanted,
            Map<TopicPartition, Long> beginnings,
            Map<TopicPartition, Long> ends,
            MissingOffsets onMissing) {
        List<String> gone = new ArrayList<>();
        for (TopicPartition partition : wanted.keySet()) {
            long from = wanted.get(partition);
            long begins = beginnings.get(partition);
            long end = ends.get(partition);
            if (from >= begins) {
                // Retention did not take it: it is beyond the end, or in a log that was written
                // anew.
                throw new Unpassable(
                        ("offset %d of %s is to be read next, but it has %d..%d by now: the topic was"
                                        + " made again or cut off; start with another --application-id"
                                        + " and --output-topic")
                                .formatted(from, partition, begins, end - 1));
            }
            gone.add("offsets %d..%d of %s".formatted(from, begins - 1, partition));
        }
        String range = String.join(", ", gone);
        if (onMissing == MissingOffsets.FAIL) {
            throw new Unpassable(
                    range
                            + " are gone: Kafka deleted them before they were read; raise the topic's"
                            + " retention, and start with --on-missing-offsets earliest to go on with"
                            + " what is left");
        }
        return range + " are gone and left out: going on with the earliest";
    }
}
