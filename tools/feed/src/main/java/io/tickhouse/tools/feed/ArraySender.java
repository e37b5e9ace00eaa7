package io.tickhouse.tools.feed;

import io.tickhouse.tools.topics.BrokerOption;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends arrays to their partitions without waiting for the answers, which go to the {@link
 * Counters}. It waits only if Kafka is a whole buffer behind.
 */
final class ArraySender implements ArraySink, AutoCloseable {

    // As long as a broker may take to come back. After that the array counts as failed.
    private static final int DELIVERY_TIMEOUT_MS = 180_000;

    private final String topic;
    private final Counters counters;
    private final KafkaProducer<byte[], byte[]> producer;

    /** Sends to the cluster of these client properties. */
    ArraySender(Properties client, String topic, Counters counters) {
        this(client, topic, counters, 10);
    }

    /** A sender that sends each array at once, as a live feed would. */
    static ArraySender prompt(String brokers, String topic, Counters counters) {
        return new ArraySender(BrokerOption.clientProperties(brokers), topic, counters, 0);
    }

    private ArraySender(Properties client, String topic, Counters counters, int lingerMs) {
        this.topic = topic;
        this.counters = counters;
        Properties properties = new Properties();
        properties.putAll(client);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, lingerMs);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        this.producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    // The callback gets what the future would return.
    @SuppressWarnings("FutureReturnValueIgnored")
    @Override
    public void accept(int partition, byte[] array, ArrayTally tally) {
        try {
            producer.send(
                    new ProducerRecord<>(topic, partition, null, array),
                    (metadata, failure) -> {
                        if (failure == null) {
                            counters.delivered(tally);
                        } else {
                            counters.failed(failure);
                        }
                    });
        } catch (InterruptException e) {
            // The interrupt flag is set; the feed sees it and ends.
            counters.failed(e);
        }
    }

    /** Waits for arrays in flight, at most for the given time. */
    void close(Duration patience) {
        // An interrupt that ended the feed must not cut off what it has sent.
        boolean interrupted = Thread.interrupted();
        producer.close(patience);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        close(Duration.ofMillis(DELIVERY_TIMEOUT_MS));
    }
}
