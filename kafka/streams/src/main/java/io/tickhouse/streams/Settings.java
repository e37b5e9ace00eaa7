package io.tickhouse.streams;

import io.tickhouse.streams.StreamsOptions.Delivery;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The settings of Kafka Streams and its clients, each with its reason.
 *
 * <p>Guarantee: with {@link Delivery#EXACTLY_ONCE}, rows, dead letters and the offsets they came
 * from become visible to {@code read_committed} readers in one transaction. It rests on {@code
 * exactly_once_v2} and an application id that no other app uses.
 *
 * <p>Batches, compression and fetches are those of the Flink job's Kafka ends: a comparison of the
 * two then compares engines.
 */
final class Settings {

    private static final long SHORTEST_TRANSACTION_TIMEOUT_MS = 10_000;

    private Settings() {}

    /** The user's properties win; without a client's prefix they are for all clients. */
    static Properties of(StreamsOptions options) {
        boolean exactlyOnce = options.delivery == Delivery.EXACTLY_ONCE;
        Properties all = new Properties();
        all.put(StreamsConfig.APPLICATION_ID_CONFIG, options.applicationId);
        all.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, options.bootstrapServers);
        all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, String.valueOf(options.threads));
        all.put(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                exactlyOnce ? StreamsConfig.EXACTLY_ONCE_V2 : StreamsConfig.AT_LEAST_ONCE);
        all.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                String.valueOf(options.commitInterval().toMillis()));
        if (!options.stateDir.isBlank()) {
            all.put(StreamsConfig.STATE_DIR_CONFIG, options.stateDir);
        }
        // Bytes in, bytes out: no serde that could fail on what it is given.
        all.put(
                StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG,
                Serdes.ByteArraySerde.class.getName());
        all.put(
                StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG,
                Serdes.ByteArraySerde.class.getName());
        all.put(
                StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG,
                AnyTimestamp.class.getName());

        // A producer of the raw topic may be transactional; aborted data is none.
        consumer(all, ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consumer(all, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer(all, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "5000");
        consumer(all, ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, "8388608");
        // A killed instance is missed after so long; the default is 45 s.
        consumer(all, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000");

        producer(all, ProducerConfig.ACKS_CONFIG, "all");
        producer(all, ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        producer(all, ProducerConfig.BATCH_SIZE_CONFIG, "262144");
        // A dead letter is as large as its record plus headers.
        producer(all, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "17825792");
        // Under transactions nothing is visible before the commit: waiting costs nothing.
        producer(all, ProducerConfig.LINGER_MS_CONFIG, exactlyOnce ? "20" : "5");
        if (exactlyOnce) {
            // A killed instance's transaction blocks readers for so long: short, where Flink's is
            // long, since what it held is read again and not committed later.
            producer(
                    all,
                    ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                    String.valueOf(
                            Math.max(
                                    SHORTEST_TRANSACTION_TIMEOUT_MS,
                                    3 * options.commitInterval().toMillis())));
        }
        for (Map.Entry<String, String> wish : options.kafkaProperties().entrySet()) {
            // Kafka Streams prefers what has a prefix, and so would prefer ours.
            all.remove(StreamsConfig.producerPrefix(wish.getKey()));
            all.remove(StreamsConfig.consumerPrefix(wish.getKey()));
            all.put(wish.getKey(), wish.getValue());
        }
        return all;
    }

    private static void consumer(Properties all, String key, String value) {
        all.put(StreamsConfig.consumerPrefix(key), value);
    }

    private static void producer(Properties all, String key, String value) {
        all.put(StreamsConfig.producerPrefix(key), value);
    }
}
