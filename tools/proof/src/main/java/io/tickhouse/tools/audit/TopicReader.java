package io.tickhouse.tools.audit;

import io.tickhouse.tools.UserError;
import io.tickhouse.tools.topics.BrokerOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads one topic piece by piece: each {@link #readTo} continues where the last one stopped. It
 * sees only committed records. An end is the last stable offset, below which no transaction is
 * open. It belongs to no consumer group and commits nothing.
 */
public final class TopicReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration STALLED = Duration.ofSeconds(60);

    private final Properties client;
    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private List<TopicPartition> partitions = List.of();

    /** Creates a reader that has not read anything. */
    public TopicReader(String brokers, String topic) {
        this(BrokerOption.clientProperties(brokers), topic);
    }

    /**
     * Creates a reader that has not looked at the topic yet.
     *
     * @param client address and security of the broker
     * @throws UserError if no client can be created with these properties
     */
    public TopicReader(Properties client, String topic) {
        this.client = client;
        this.topic = topic;
        Properties properties = new Properties();
        properties.putAll(client);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5000);
        properties.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
        try {
            this.consumer =
                    new KafkaConsumer<>(
                            properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw BrokerOption.badAddress(client, e);
        }
    }

    String topic() {
        return topic;
    }

    /** Whether the topic exists; looks again if it did not exist before. */
    public boolean exists() {
        if (!partitions.isEmpty()) {
            return true;
        }
        List<PartitionInfo> found =
                ask(
                        () -> {
                            try {
                                return consumer.partitionsFor(topic);
                            } catch (UnknownTopicOrPartitionException e) {
                                return List.of();
                            }
                        });
        if (found == null || found.isEmpty()) {
            return false;
        }
        partitions = found.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return true;
    }

    /** First offsets by partition; empty if the topic does not exist. */
    public Map<Integer, Long> beginnings() {
        return exists() ? byPartition(ask(() -> consumer.beginningOffsets(partitions))) : Map.of();
    }

    /** One past the last committed record, by partition; empty if the topic does not exist. */
    public Map<Integer, Long> ends() {
        return exists() ? byPartition(ask(() -> consumer.endOffsets(partitions))) : Map.of();
    }

    /** The first offset whose record is not older than the time, or the end if there is none. */
    Map<Integer, Long> offsetsAt(long epochMillis) {
        Map<Integer, Long> offsets = new HashMap<>(ends());
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(p -> times.put(p, epochMillis));
        for (Map.Entry<TopicPartition, OffsetAndTimestamp> entry :
                ask(() -> consumer.offsetsForTimes(times)).entrySet()) {
            if (entry.getValue() != null) {
                int partition = entry.getKey().partition();
                offsets.merge(partition, entry.getValue().offset(), Math::min);
            }
        }
        return offsets;
    }

    /** Continues reading at these offsets. */
    public void seek(Map<Integer, Long> offsets) {
        offsets.forEach((p, offset) -> consumer.seek(new TopicPartition(topic, p), offset));
    }

    /**
     * Passes on every committed record up to these offsets, each once.
     *
     * @throws UserError if nothing comes for a minute although the ends are not reached
     */
    public void readTo(Map<Integer, Long> ends, Consumer<ConsumerRecord<byte[], byte[]>> records) {
        readTo(ends, records, () -> false);
    }

    /**
     * The same, but stops when the caller has enough, which is asked every few thousand records.
     *
     * @throws UserError if nothing comes for a minute although the ends are not reached
     */
    public void readTo(
            Map<Integer, Long> ends,
            Consumer<ConsumerRecord<byte[], byte[]>> records,
            BooleanSupplier enough) {
        long progressed = System.nanoTime();
        long before = -1;
        while (true) {
            long left = 0;
            for (Map.Entry<Integer, Long> end : ends.entrySet()) {
                TopicPartition partition = new TopicPartition(topic, end.getKey());
                left += Math.max(0, end.getValue() - ask(() -> consumer.position(partition)));
            }
            if (left == 0 || enough.getAsBoolean()) {
                return;
            }
            if (left != before) {
                before = left;
                progressed = System.nanoTime();
            } else if (System.nanoTime() - progressed > STALLED.toNanos()) {
                throw UserError.outage(
                        "Reading "
                                + topic
                                + " stalled "
                                + left
                                + " offsets before the end: look whether the broker is well and"
                                + " run the command again.",
                        null);
            }
            ask(() -> consumer.poll(POLL)).forEach(records);
        }
    }

    /** The broker's answer, or a sentence that explains why there is none. */
    private <T> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (TimeoutException e) {
            throw BrokerOption.unreachable(client, e);
        } catch (KafkaException e) {
            throw BrokerOption.refused(client, "read " + topic, e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }

    private static Map<Integer, Long> byPartition(Map<TopicPartition, Long> offsets) {
        Map<Integer, Long> result = new HashMap<>();
        offsets.forEach((partition, offset) -> result.put(partition.partition(), offset));
        return result;
    }
}
