package io.tickhouse.kafka.topics;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Ensures, before a program starts, that its topics exist, accept what will be sent, and have no
 * other writer. Otherwise it refuses the start in words. It never changes a topic that exists.
 *
 * <p>Guarantee: no row and no dead letter of any input is larger than its topic accepts, compressed
 * or not. It rests on the bounds of the rule. They reject an element before its row can be larger
 * than {@link #STOCK_MESSAGE_BYTES}, and cut a dead letter at the result of {@link
 * #ensureDeadLetters}.
 */
public final class TopicRules implements AutoCloseable {

    /** The largest message that a topic accepts by a broker's default. */
    public static final int STOCK_MESSAGE_BYTES = 1_048_588;

    private static final int STOCK_REQUEST_BYTES = 1 << 20;

    /** More than the headers of a dead letter and the framing of a batch need. */
    static final int DEAD_LETTER_OVERHEAD = 64 << 10;

    /** What a dead letter topic is created to accept: a value of 16 MiB. */
    public static final int LARGEST_DEAD_LETTER_BYTES = (16 << 20) + DEAD_LETTER_OVERHEAD;

    /** Longer than a busy machine needs to answer. */
    private static final int TIMEOUT_SECONDS = 30;

    private static final String MAX_BYTES = "max.message.bytes";
    private static final String RETENTION = "retention.ms";
    private static final String FOR_EVER = "-1";
    private static final String CLEANUP = "cleanup.policy";
    private static final String COMPACT = "compact";
    private static final String MIN_REPLICAS = "min.insync.replicas";

    private final Map<String, Object> client;
    private final String brokersOption;
    private final Consumer<String> warnings;
    private final Admin admin;
    private final int brokers;

    /**
     * @param client properties of a Kafka client, including the address
     * @param brokersOption the option that the address comes from
     * @param warnings receives sentences that a person should read
     * @throws StartRefusal if no broker answers
     */
    public TopicRules(Map<String, ?> client, String brokersOption, Consumer<String> warnings) {
        this.client = new HashMap<>(client);
        this.brokersOption = brokersOption;
        this.warnings = warnings;
        Map<String, Object> config = new HashMap<>(client);
        config.keySet().retainAll(AdminClientConfig.configNames());
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "20000");
        // Each failed attempt logs a line.
        config.put(AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG, "3000");
        config.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "3000");
        try {
            this.admin = Admin.create(config);
        } catch (RuntimeException e) {
            throw unreachable(e);
        }
        try {
            this.brokers = get(admin.describeCluster().nodes()).size();
        } catch (ExecutionException e) {
            admin.close(Duration.ZERO);
            throw unreachable(e.getCause());
        }
    }

    /**
     * Ensures that no topic has two uses: a program would read what it writes, for ever.
     *
     * @param sourceOption the option that names the topic that is read
     * @param rows the topics of rows
     * @param rowsOption the option that names them
     * @throws StartRefusal if one has
     */
    public static void requireApart(
            String source,
            String sourceOption,
            List<String> rows,
            String rowsOption,
            String deadLetters) {
        if (rows.contains(source) || deadLetters.equals(source)) {
            throw new StartRefusal(
                    ("%s %s would be written as well, and the program would read what it"
                                    + " writes: choose another %s or --dead-letter-topic.")
                            .formatted(sourceOption, source, rowsOption));
        }
        if (rows.contains(deadLetters)) {
            throw new StartRefusal(
                    "--dead-letter-topic %s is a topic of rows as well: choose another."
                            .formatted(deadLetters));
        }
    }

    /**
     * The raw topic.
     *
     * @param option the option that names it
     * @throws StartRefusal if it does not exist
     */
    public SourceTopic source(String topic, String option) {
        TopicDescription found =
                describe(topic)
                        .orElseThrow(
                                () ->
                                        new StartRefusal(
                                                ("There is no topic %s: create it (./tickhouse topics"
                                                                + " create) or correct %s.")
                                                        .formatted(topic, option)));
        return new SourceTopic(
                topic,
                found.topicId().toString(),
                found.partitions().size(),
                topicConfig(topic, MAX_BYTES));
    }

    /** Whether there is a topic of this name. */
    public boolean exists(String topic) {
        return describe(topic).isPresent();
    }

    /**
     * Creates a topic of rows unless it exists. Its records get the broker's time: a producer's
     * clock may be wrong, and a time more than an hour ahead would be refused.
     *
     * @param maxRequestBytes the largest request of the producer
     * @throws StartRefusal if the topic or the producer accepts less than a row may need, or the
     *     topic is compacted
     */
    public void ensureRows(String topic, int partitions, int maxRequestBytes) {
        ensure(
                topic,
                partitions,
                Map.of(
                        "message.timestamp.type",
                        "LogAppendTime",
                        MAX_BYTES,
                        String.valueOf(STOCK_MESSAGE_BYTES)));
        requireEachRecordKept(topic, setting(topic, CLEANUP));
        requireStockSize(topic, maxRequestBytes);
        checkCopies(topic);
    }

    /**
     * Creates the dead letter topic unless it exists. It keeps its records for ever, because what
     * could not become a row is only there once the raw topic has dropped it.
     *
     * @param maxRequestBytes the largest request of the producer
     * @return the longest value of a dead letter that always fits
     * @throws StartRefusal if it accepts less than a stock topic, or is compacted
     */
    public int ensureDeadLetters(String topic, int maxRequestBytes) {
        int wanted = LARGEST_DEAD_LETTER_BYTES;
        ensure(topic, 1, Map.of(MAX_BYTES, String.valueOf(wanted), RETENTION, FOR_EVER));
        requireEachRecordKept(topic, setting(topic, CLEANUP));
        requireStockSize(topic, maxRequestBytes);
        checkCopies(topic);
        retention(topic, setting(topic, RETENTION)).ifPresent(warnings);
        int takes = topicConfig(topic, MAX_BYTES);
        if (takes < wanted) {
            warnings.accept(
                    ("Topic %s takes %d bytes a message. A dead letter longer than %d bytes is cut,"
                                    + " and keeps the length and SHA-256 of the whole. With"
                                    + " max.message.bytes=%d, up to 16 MiB are kept.")
                            .formatted(topic, takes, takes - DEAD_LETTER_OVERHEAD, wanted));
        }
        return deadLetterLength(takes, maxRequestBytes);
    }

    /**
     * The longest value of a dead letter that always fits; a longer one is cut to its beginning.
     *
     * @param takes the largest message that its topic accepts
     * @param maxRequestBytes the largest request of the producer
     */
    public static int deadLetterLength(int takes, int maxRequestBytes) {
        return Math.min(LARGEST_DEAD_LETTER_BYTES, Math.min(takes, maxRequestBytes))
                - DEAD_LETTER_OVERHEAD;
    }

    /**
     * Creates a ledger unless it exists: {@link #ensureNewest} with one partition.
     *
     * @throws StartRefusal if it would delete records
     */
    public void ensureLedger(String topic) {
        ensureNewest(topic, 1);
    }

    /**
     * Creates a topic that keeps the newest record of each key for ever, unless it exists.
     *
     * @throws StartRefusal if it would delete them
     */
    public void ensureNewest(String topic, int partitions) {
        ensure(topic, partitions, Map.of(CLEANUP, COMPACT));
        requireNewestKept(topic, setting(topic, CLEANUP));
        checkCopies(topic);
    }

    /**
     * Refuses a transaction timeout that the broker would refuse only later, at the first record.
     */
    public void checkTransactionTimeout(long wantedMs, String remedy) {
        try {
            String broker = get(admin.describeCluster().nodes()).iterator().next().idString();
            long most =
                    Long.parseLong(
                            config(
                                    ConfigResource.Type.BROKER,
                                    broker,
                                    "transaction.max.timeout.ms"));
            if (wantedMs > most) {
                throw new StartRefusal(
                        ("The transaction timeout of %d ms is above the broker's maximum of %d ms:"
                                        + " %s, or raise the broker's transaction.max.timeout.ms.")
                                .formatted(wantedMs, most, remedy));
            }
        } catch (ExecutionException e) {
            throw unreachable(e.getCause());
        }
    }

    /**
     * Refuses what {@link #claim} would refuse, and registers nothing.
     *
     * @throws StartRefusal if one of the places belongs to another writer or another raw topic
     */
    public void checkClaim(
            SourceTopic source, String writer, String writerOption, List<Place> places) {
        missing(new Destinations(client).read(), wanted(source, writer, places), writerOption);
    }

    /**
     * Registers who writes these places from which raw topic. Doing it again at each start changes
     * nothing.
     *
     * @param writer the prefix of the transactional ids, or the application id
     * @param writerOption the option that sets it
     * @throws StartRefusal if one of them belongs to another writer or another raw topic
     */
    public void claim(SourceTopic source, String writer, String writerOption, List<Place> places) {
        ensureLedger(Destinations.TOPIC);
        Map<Place, Destination> wanted = wanted(source, writer, places);
        new Destinations(client).write(held -> missing(held, wanted, writerOption));
    }

    private Map<Place, Destination> wanted(SourceTopic source, String writer, List<Place> places) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Map<Place, Destination> wanted = new LinkedHashMap<>();
        for (Place place : places) {
            String id = place.id() == null ? topicId(place.key()) : place.id();
            wanted.put(
                    place,
                    new Destination(place.key(), id, source.name(), source.id(), writer, now));
        }
        return wanted;
    }

    private String topicId(String topic) {
        return describe(topic).orElseThrow(() -> gone(topic)).topicId().toString();
    }

    /** The wanted entries that are not registered yet. */
    static Collection<Destination> missing(
            Map<String, Destination> held, Map<Place, Destination> wanted, String writerOption) {
        List<Destination> missing = new ArrayList<>();
        for (Map.Entry<Place, Destination> one : wanted.entrySet()) {
            Destination entry = one.getValue();
            Destination before = held.get(entry.key());
            if (before == null) {
                missing.add(entry);
                continue;
            }
            before.refuses(entry, one.getKey(), writerOption)
                    .ifPresent(
                            words -> {
                                throw new StartRefusal(words);
                            });
            if (!before.agreesWith(entry)) {
                missing.add(entry);
            }
        }
        return missing;
    }

    /**
     * Requires that a topic is not compacted. Rows of a symbol have one key, so compaction would
     * keep one of them. Dead letters have no key, and a compacted topic takes nothing without a
     * key.
     *
     * @param policy the topic's {@code cleanup.policy}
     * @throws StartRefusal if it is compacted
     */
    static void requireEachRecordKept(String topic, String policy) {
        if (isCompacted(policy)) {
            throw new StartRefusal(
                    ("Topic %s has cleanup.policy=%s and would keep one record of each key alone: set"
                                    + " its cleanup.policy to delete, or choose another topic.")
                            .formatted(topic, policy));
        }
    }

    /**
     * Requires that a ledger keeps the newest record of each key.
     *
     * @param policy the topic's {@code cleanup.policy}
     * @throws StartRefusal if it would delete some, or keeps every record
     */
    static void requireNewestKept(String topic, String policy) {
        if (!policy.equals(COMPACT)) {
            throw new StartRefusal(
                    ("Topic %s has cleanup.policy=%s, and what it says must outlast its retention: set"
                                    + " its cleanup.policy to compact.")
                            .formatted(topic, policy));
        }
    }

    private static boolean isCompacted(String policy) {
        return Arrays.stream(policy.split(",")).map(String::strip).anyMatch(COMPACT::equals);
    }

    private void requireStockSize(String topic, int maxRequestBytes) {
        requireStockSize(topic, topicConfig(topic, MAX_BYTES), maxRequestBytes);
    }

    /**
     * Requires that even the longest row fits uncompressed, because how well a row compresses is
     * unknown. A topic's limit applies after compression, a producer's before it.
     *
     * @throws StartRefusal if the longest row would not fit
     */
    static void requireStockSize(String topic, int takes, int maxRequestBytes) {
        if (takes < STOCK_MESSAGE_BYTES) {
            throw new StartRefusal(
                    ("Topic %s takes %d bytes a message, and a row can have nearly %d: raise its"
                                    + " max.message.bytes to %d at least.")
                            .formatted(topic, takes, STOCK_MESSAGE_BYTES, STOCK_MESSAGE_BYTES));
        }
        if (maxRequestBytes < STOCK_REQUEST_BYTES) {
            throw new StartRefusal(
                    ("max.request.size is %d bytes, and a row can have nearly %d: leave it away, or"
                                    + " give %d at least.")
                            .formatted(maxRequestBytes, STOCK_REQUEST_BYTES, STOCK_REQUEST_BYTES));
        }
    }

    /**
     * An acknowledgement of all replicas in sync is worth only as much as there are replicas. If
     * there could never be one, the program does not start. If it rests on one broker's disk
     * although there are others, a person is warned.
     *
     * @throws StartRefusal if the topic can accept nothing
     */
    public void checkCopies(String topic) {
        int replicas =
                describe(topic).orElseThrow(() -> gone(topic)).partitions().stream()
                        .mapToInt(partition -> partition.replicas().size())
                        .min()
                        .orElse(0);
        int needed = topicConfig(topic, MIN_REPLICAS);
        copies(topic, replicas, needed, brokers).ifPresent(warnings);
    }

    /**
     * What to say about the copies of a topic.
     *
     * @throws StartRefusal if it can accept nothing
     */
    static Optional<String> copies(String topic, int replicas, int needed, int brokers) {
        if (needed > replicas) {
            throw new StartRefusal(
                    ("Topic %s has %d replicas and takes nothing with fewer than %d in sync: lower"
                                    + " its min.insync.replicas, or give it more replicas.")
                            .formatted(topic, replicas, needed));
        }
        if (brokers > 1 && needed < 2) {
            return Optional.of(
                    ("Topic %s acknowledges what only one broker has (replicas %d,"
                                    + " min.insync.replicas %d). If that broker's disk is lost,"
                                    + " committed records are lost: set 3 replicas and"
                                    + " min.insync.replicas=2.")
                            .formatted(topic, replicas, needed));
        }
        return Optional.empty();
    }

    /** What to say about how long a topic keeps dead letters. */
    static Optional<String> retention(String topic, String retentionMs) {
        return retentionMs.equals(FOR_EVER)
                ? Optional.empty()
                : Optional.of(
                        ("Topic %s deletes dead letters after %d hours, and once the raw topic"
                                        + " has dropped them they are nowhere else: retention.ms=-1"
                                        + " keeps them.")
                                .formatted(topic, Long.parseLong(retentionMs) / 3_600_000));
    }

    private Optional<TopicDescription> describe(String topic) {
        try {
            return Optional.of(
                    get(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw unreachable(e.getCause());
        }
    }

    private static StartRefusal gone(String topic) {
        return new StartRefusal("Topic " + topic + " was deleted just now: start again.");
    }

    private void ensure(String topic, int partitions, Map<String, String> configs) {
        if (describe(topic).isPresent()) {
            return;
        }
        NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.empty());
        try {
            get(admin.createTopics(Set.of(wanted.configs(configs))).all());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new StartRefusal(
                        ("Topic %s cannot be created (%s): create it by hand (partitions %d, %s), or"
                                        + " give this user the right to.")
                                .formatted(
                                        topic,
                                        e.getCause().getMessage(),
                                        partitions,
                                        configs.toString().replaceAll("[{}]", "")));
            }
        }
        awaitLeaders(topic);
    }

    /**
     * Waits until the partitions of a new topic have leaders; brokers list it a moment earlier. If
     * an idempotent producer sends in that window, the broker may reject its first batch and accept
     * its second. The first can then never be delivered (KAFKA-15591). Only a partition with a
     * leader answers an offset request, and the client repeats the request until all do.
     */
    private void awaitLeaders(String topic) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        awaitListed(topic)
                .partitions()
                .forEach(
                        partition ->
                                ends.put(
                                        new TopicPartition(topic, partition.partition()),
                                        OffsetSpec.latest()));
        try {
            get(admin.listOffsets(ends).all());
        } catch (ExecutionException e) {
            throw unreachable(e.getCause());
        }
    }

    /** Not every broker of a cluster knows a new topic immediately. */
    private TopicDescription awaitListed(String topic) {
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        Optional<TopicDescription> found = describe(topic);
        while (found.isEmpty()) {
            if (System.nanoTime() > patience) {
                throw gone(topic);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            found = describe(topic);
        }
        return found.get();
    }

    private int topicConfig(String topic, String key) {
        return Integer.parseInt(setting(topic, key));
    }

    private String setting(String topic, String key) {
        try {
            return config(ConfigResource.Type.TOPIC, topic, key);
        } catch (ExecutionException e) {
            throw unreachable(e.getCause());
        }
    }

    private String config(ConfigResource.Type type, String name, String key)
            throws ExecutionException {
        ConfigResource resource = new ConfigResource(type, name);
        return get(admin.describeConfigs(List.of(resource)).all()).get(resource).get(key).value();
    }

    private static <T> T get(KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new ExecutionException(
                    new TimeoutException("no answer in " + TIMEOUT_SECONDS + " s"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutionException("interrupted", e);
        }
    }

    static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private StartRefusal unreachable(Throwable cause) {
        return new StartRefusal(
                "No Kafka broker can be reached at "
                        + client.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG)
                        + " ("
                        + root(cause).getMessage()
                        + "): start it (./tickhouse up) or correct "
                        + brokersOption
                        + ".");
    }

    @Override
    public void close() {
        admin.close();
    }
}
