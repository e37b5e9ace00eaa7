package io.tickhouse.kafka.topics;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The registry of who writes which topic or table from which raw topic: a compacted topic with one
 * record a destination.
 *
 * <p>Guarantee: two programs that would spoil each other's destination cannot both be registered,
 * not even when they start at once. It rests on one transactional id for all. A program that begins
 * to write aborts what another has begun, then reads, and commits only if no other has begun since.
 */
public final class Destinations {

    public static final String TOPIC = "tickhouse_destinations";

    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Above the time that one program needs to read and to commit. */
    private static final long LONGEST_PAUSE_MS = 4_000;

    private static final int TIMEOUT_MS = 15_000;

    private final Map<String, Object> client;

    /**
     * @param client properties of a Kafka client; only those for reaching the cluster are used
     */
    public Destinations(Map<String, ?> client) {
        this.client = new HashMap<>(client);
        this.client.keySet().retainAll(AdminClientConfig.configNames());
    }

    /**
     * Every entry by its key, including those of topics and tables that were deleted since.
     *
     * @throws StartRefusal if they cannot be read
     */
    public Map<String, Destination> read() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            if (consumer.partitionsFor(TOPIC).isEmpty()) {
                return Map.of();
            }
            return read(consumer);
        } catch (KafkaException e) {
            throw cannot("read", e);
        }
    }

    /** Turns the existing entries into new ones, or refuses. */
    interface Claim {

        /**
         * Judges the existing entries.
         *
         * @param held by key
         * @return the entries to write
         * @throws StartRefusal if they must not be written
         */
        Collection<Destination> against(Map<String, Destination> held);
    }

    /**
     * Writes what the claim makes of the existing entries.
     *
     * @throws StartRefusal if the claim refuses, or the registry cannot be written
     */
    void write(Claim claim) {
        if (claim.against(read()).isEmpty()) {
            return;
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (long pauseMs = 250; System.nanoTime() < deadline; pauseMs *= 2) {
            try (KafkaProducer<byte[], byte[]> producer = producer()) {
                producer.initTransactions();
                Collection<Destination> entries = claim.against(read());
                producer.beginTransaction();
                for (Destination entry : entries) {
                    // A failed send fails the commit.
                    var unused =
                            producer.send(
                                    new ProducerRecord<>(
                                            TOPIC,
                                            PARTITION.partition(),
                                            entry.key().getBytes(StandardCharsets.UTF_8),
                                            entry.toJson()));
                }
                producer.commitTransaction();
                return;
            } catch (KafkaException e) {
                if (!anotherBegan(e)) {
                    throw cannot("written", e);
                }
            }
            letOthersFinish(Math.min(pauseMs, LONGEST_PAUSE_MS));
        }
        throw new StartRefusal(
                "Other programs that start keep writing topic "
                        + TOPIC
                        + ": start this one again when they have started.");
    }

    /**
     * Whether another program aborted what this one had begun. The broker says so in another way at
     * each step: at the first record, between two records, at the commit.
     */
    private static boolean anotherBegan(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException
                    || cause instanceof InvalidProducerEpochException
                    || cause instanceof InvalidTxnStateException
                    || cause instanceof TransactionAbortableException) {
                return true;
            }
        }
        return false;
    }

    /** Two programs that begin again at the same moment would abort each other for ever. */
    private static void letOthersFinish(long mostMs) {
        LockSupport.parkNanos(
                TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextLong(mostMs)));
    }

    private static Map<String, Destination> read(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.assign(List.of(PARTITION));
        consumer.seekToBeginning(List.of(PARTITION));
        long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
        long deadline = System.nanoTime() + Duration.ofMillis(TIMEOUT_MS).toNanos();
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        while (consumer.position(PARTITION) < end) {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            if (System.nanoTime() > deadline) {
                throw new org.apache.kafka.common.errors.TimeoutException(
                        "offset %d of %d after %d ms"
                                .formatted(consumer.position(PARTITION), end, TIMEOUT_MS));
            }
        }
        Map<String, Destination> entries = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
                entries.remove(key);
            } else {
                entries.put(key, Destination.parse(key, record.value()));
            }
        }
        return entries;
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> config = new HashMap<>(client);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        return new KafkaConsumer<>(config, bytes, bytes);
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> config = new HashMap<>(client);
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TOPIC);
        // A transaction that a killed program leaves open here ends soon.
        config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MS);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        ByteArraySerializer bytes = new ByteArraySerializer();
        return new KafkaProducer<>(config, bytes, bytes);
    }

    private static StartRefusal cannot(String what, Throwable failure) {
        return new StartRefusal(
                ("Topic %s, which says who writes which topic and table, cannot be %s (%s): give"
                                + " this user the right to read and write it, and to the"
                                + " transactional id %s.")
                        .formatted(TOPIC, what, TopicRules.root(failure).getMessage(), TOPIC));
    }
}
