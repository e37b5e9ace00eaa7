package io.tickhouse.kafka.topics;

import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * How raw records are read and rows are written, each setting with its reason. The job, its twin
 * and the benchmark's other contenders use the same settings, so a comparison compares engines.
 */
public final class ClientSettings {

    /**
     * The most that a stock broker allows. It outlasts a slow checkpoint and an outage after it.
     */
    public static final int TRANSACTION_TIMEOUT_MS = 900_000;

    /** The largest request, and so the largest record before compression. */
    public static final int MAX_REQUEST_BYTES = 17 << 20;

    private ClientSettings() {}

    /** How the raw topic is read. */
    public static Properties consumer() {
        Properties consumer = new Properties();
        // Producers of the raw topic may be transactional: skip what they aborted.
        consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "5000");
        consumer.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, "8388608");
        return consumer;
    }

    /** How rows and dead letters are written. */
    public static Properties producer(boolean transactional) {
        Properties producer = new Properties();
        producer.put(ProducerConfig.ACKS_CONFIG, "all");
        producer.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        producer.put(ProducerConfig.BATCH_SIZE_CONFIG, "262144");
        // The largest dead letter with its headers, even if nothing can be compressed.
        producer.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(MAX_REQUEST_BYTES));
        // In a transaction nothing is visible before the commit, so waiting costs nothing.
        producer.put(ProducerConfig.LINGER_MS_CONFIG, transactional ? "20" : "5");
        producer.put(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, String.valueOf(TRANSACTION_TIMEOUT_MS));
        return producer;
    }

    /**
     * The value of a property that Kafka reads as an int.
     *
     * @param unit what it counts
     * @throws StartRefusal if it is not a number
     */
    public static int number(String property, Object value, String unit) {
        try {
            return Integer.parseInt(value.toString().strip());
        } catch (NumberFormatException e) {
            throw new StartRefusal(
                    "--kafka-property %s is a number of %s, not %s."
                            .formatted(property, unit, value));
        }
    }
}
