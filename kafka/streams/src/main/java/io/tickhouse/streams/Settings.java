package io.tickhouse.streams;

import io.tickhouse.kafka.topics.ClientSettings;
import io.tickhouse.kafka.topics.Delivery;
import io.tickhouse.kafka.topics.StartRefusal;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The settings of Kafka Streams and its clients, each with its reason.
 *
 * <p>Guarantee: with {@link Delivery#EXACTLY_ONCE}, rows, dead letters and the offsets they came
 * from become visible to {@code read_committed} readers in one transaction. It rests on {@code
 * exactly_once_v2} and an application id that no other app uses.
 *
 * <p>Batches, compression and fetches are those of the Flink job's Kafka source and sinks, so a
 * comparison of the two compares engines.
 */
final class Settings {

    /**
     * What a transaction may need on top of the commit interval. The largest record takes seconds.
     * The session of a dead thread ends after ten seconds.
     */
    static final Duration TRANSACTION_ROOM = Duration.ofSeconds(30);

    /** How much of it must remain when the user sets the timeout. */
    private static final Duration LEAST_ROOM = Duration.ofSeconds(10);

    private Settings() {}

    /** The user's properties win. Those without a client's prefix apply to all clients. */
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
        // Bytes in, bytes out: no serde can fail on its input.
        all.put(
                StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG,
                Serdes.ByteArraySerde.class.getName());
        all.put(
                StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG,
                Serdes.ByteArraySerde.class.getName());
        all.put(
                StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG,
                AnyTimestamp.class.getName());

        ClientSettings.consumer().forEach((key, value) -> consumer(all, key.toString(), value));
        // How long until a killed instance is missed; the default is 45 s.
        consumer(all, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000");

        ClientSettings.producer(exactlyOnce)
                .forEach((key, value) -> producer(all, key.toString(), value));
        // How long a killed instance's transaction blocks readers. It is short, unlike Flink's,
        // because its input is read again rather than committed later.
        producer(
                all,
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                String.valueOf(options.commitInterval().plus(TRANSACTION_ROOM).toMillis()));
        for (Map.Entry<String, String> wish : options.kafkaProperties().entrySet()) {
            // Kafka Streams prefers settings with a prefix, and so would prefer ours.
            all.remove(StreamsConfig.producerPrefix(wish.getKey()));
            all.remove(StreamsConfig.consumerPrefix(wish.getKey()));
            all.put(wish.getKey(), wish.getValue());
        }
        return all;
    }

    /**
     * The settings as Kafka Streams reads them.
     *
     * @throws StartRefusal if it does not take one of the user's
     */
    static StreamsConfig config(StreamsOptions options) {
        try {
            return new StreamsConfig(of(options));
        } catch (ConfigException e) {
            throw new StartRefusal(
                    "Kafka Streams does not take a --kafka-property: " + e.getMessage() + ".");
        }
    }

    /**
     * How long a transaction may stay open under the final settings.
     *
     * @throws StartRefusal if that is not a number, or too short for a record to be committed
     *     reliably
     */
    static long transactionTimeoutMs(StreamsConfig config, Duration commitInterval) {
        long timeout = number(config, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "milliseconds");
        long least = commitInterval.plus(LEAST_ROOM).toMillis();
        if (timeout < least) {
            throw new StartRefusal(
                    ("transaction.timeout.ms is %d, less than --commit-interval %d ms and %d ms for"
                                    + " the largest record, together %d ms: a transaction would run"
                                    + " out before it is committed. Raise it, or leave it out.")
                            .formatted(
                                    timeout,
                                    commitInterval.toMillis(),
                                    LEAST_ROOM.toMillis(),
                                    least));
        }
        return timeout;
    }

    /**
     * The largest request of the producers.
     *
     * @throws StartRefusal if that is not a number
     */
    static int maxRequestBytes(StreamsConfig config) {
        return number(config, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "bytes");
    }

    private static int number(StreamsConfig config, String key, String unit) {
        return ClientSettings.number(key, config.getProducerConfigs("setup").get(key), unit);
    }

    private static void consumer(Properties all, String key, Object value) {
        all.put(StreamsConfig.consumerPrefix(key), value);
    }

    private static void producer(Properties all, String key, Object value) {
        all.put(StreamsConfig.producerPrefix(key), value);
    }
}
