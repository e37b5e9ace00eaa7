package io.tickhouse.connectors.kafka;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.kafka.topics.ClientSettings;
import io.tickhouse.kafka.topics.MissingOffsets;
import io.tickhouse.kafka.topics.StartRefusal;
import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import io.tickhouse.model.analytics.AnalyticsTable;
import io.tickhouse.model.analytics.Gap;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.table.data.RowData;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Builds the Kafka sources and sinks of a job.
 *
 * <p>Guarantee: with {@link DeliveryGuarantee#EXACTLY_ONCE}, what a checkpoint covers becomes
 * visible to {@code read_committed} readers exactly once. It rests on three things. The
 * transactional ids stay the same after every restart, and no other job uses them: the prefix is
 * the job's, and each sink adds its name. The transaction timeout outlasts an outage. The job is
 * restored from the newest checkpoint only.
 */
public final class KafkaEnds {

    private static final String DISCOVERY_INTERVAL_MS = "10000";

    private final String brokers;
    private final Map<String, String> properties;
    private final DeliveryGuarantee guarantee;
    private final String transactionalIdPrefix;

    /**
     * @param brokers bootstrap servers
     * @param properties for every client; they override what is set here
     * @param transactionalIdPrefix stable and unique to the job
     */
    public KafkaEnds(
            String brokers,
            Map<String, String> properties,
            DeliveryGuarantee guarantee,
            String transactionalIdPrefix) {
        this.brokers = brokers;
        this.properties = Map.copyOf(properties);
        this.guarantee = guarantee;
        this.transactionalIdPrefix = transactionalIdPrefix;
    }

    /**
     * A source of the raw topic. It looks at the topic at once, to settle the offsets to read from.
     *
     * @param startingOffsets latest, earliest, committed (earliest if there is none), or a time in
     *     epoch milliseconds
     * @param untilLatest whether to stop at the topic's current end
     * @param destinations where the job writes; it refuses the state of a job that wrote elsewhere
     * @throws Refusal if the topic does not exist
     */
    public Source<RawRecord, ?, ?> source(
            String topic,
            String groupId,
            String startingOffsets,
            boolean untilLatest,
            MissingOffsets onMissing,
            StateOwner destinations) {
        return source(
                new RawRecordSchema(),
                topic,
                groupId,
                groupId,
                startingOffsets,
                untilLatest,
                onMissing,
                destinations);
    }

    /**
     * A source of the flattened topic of a kind, with what {@link #source} promises. A record that
     * is not a row of the kind ends the job with a {@link Refusal}. The messages are reused.
     *
     * @param <M> the class of the kind's messages
     */
    public <M extends Message> Source<M, ?, ?> messageSource(
            Kind kind,
            String topic,
            String groupId,
            String startingOffsets,
            boolean untilLatest,
            MissingOffsets onMissing,
            StateOwner destinations) {
        return source(
                new FlatRecordSchema<M>(kind),
                topic,
                groupId,
                // A client of a JVM needs an id of its own; the group has one for each topic.
                groupId + "-" + kind.plural(),
                startingOffsets,
                untilLatest,
                onMissing,
                destinations);
    }

    /**
     * A source of the gaps of trades in a gap ledger, from its first line on, with what {@link
     * #source} promises. A record that is not a line of a gap ledger ends the job with a {@link
     * Refusal}.
     */
    public Source<Gap, ?, ?> gapSource(
            String topic,
            String groupId,
            boolean untilLatest,
            MissingOffsets onMissing,
            StateOwner destinations) {
        return source(
                new GapSchema(),
                topic,
                groupId,
                groupId + "-gaps",
                "earliest",
                untilLatest,
                onMissing,
                destinations);
    }

    private <T> Source<T, ?, ?> source(
            KafkaRecordDeserializationSchema<T> schema,
            String topic,
            String groupId,
            String clientId,
            String startingOffsets,
            boolean untilLatest,
            MissingOffsets onMissing,
            StateOwner destinations) {
        Properties client = new Properties();
        client.putAll(properties);
        client.keySet().retainAll(AdminClientConfig.configNames());
        client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
        RawTopic raw;
        try (Admin admin = Admin.create(client)) {
            raw = RawTopic.look(admin, topic, groupId, startingOffsets);
        }
        KafkaSourceBuilder<T> source =
                KafkaSource.<T>builder()
                        .setBootstrapServers(brokers)
                        .setKafkaSubscriber(new RawTopicSubscriber(raw))
                        .setGroupId(groupId)
                        .setClientIdPrefix(clientId)
                        .setStartingOffsets(new SettledOffsets(raw.starts()))
                        .setDeserializer(schema)
                        .setProperties(ClientSettings.consumer());
        // How soon new partitions, and a topic that was made again, are noticed.
        source.setProperty(
                KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(), DISCOVERY_INTERVAL_MS);
        properties.forEach(source::setProperty);
        if (untilLatest) {
            source.setBounded(new SettledOffsets(raw.ends()));
        }
        boolean reports =
                Boolean.parseBoolean(
                        properties.getOrDefault(
                                KafkaSourceOptions.COMMIT_OFFSETS_ON_CHECKPOINT.key(), "true"));
        return new RawSource<>(
                source.build(), client, raw, destinations, onMissing, reports ? groupId : null);
    }

    /** A sink of flattened messages. */
    public <M extends Message> KafkaSink<M> messages(String name, String topic) {
        return sink(name, new MessageSchema<>(topic));
    }

    /** A sink of dead letters. */
    public KafkaSink<DeadLetter> deadLetters(String name, String topic, String sourceTopic) {
        return sink(name, new DeadLetterSchema(topic, sourceTopic));
    }

    /** A sink of rows of analytics, for a compacted topic. */
    public KafkaSink<RowData> rows(String name, AnalyticsTable table, String topic) {
        return sink(name, new RowSchema(table, topic));
    }

    /** A sink of records that are complete already. */
    public KafkaSink<TopicRecord> records(String name, String topic) {
        return sink(name, new TopicRecordSchema(topic));
    }

    /**
     * How long the broker keeps a transaction of the sinks open.
     *
     * @throws Refusal if the given value is not a number
     */
    public long transactionTimeoutMs() {
        return number(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "milliseconds");
    }

    /**
     * The largest record that the sinks' producers send, in bytes; the topic may accept less.
     *
     * @throws Refusal if the property is not a number
     */
    public int maxRequestBytes() {
        return number(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "bytes");
    }

    private int number(String property, String unit) {
        Properties producer = ClientSettings.producer(guarantee == DeliveryGuarantee.EXACTLY_ONCE);
        producer.putAll(properties);
        try {
            return ClientSettings.number(property, producer.get(property), unit);
        } catch (StartRefusal e) {
            throw new Refusal(e.getMessage());
        }
    }

    private <T> KafkaSink<T> sink(String name, KafkaRecordSerializationSchema<T> schema) {
        Properties producer = ClientSettings.producer(guarantee == DeliveryGuarantee.EXACTLY_ONCE);
        producer.putAll(properties);
        return KafkaSink.<T>builder()
                .setBootstrapServers(brokers)
                .setRecordSerializer(schema)
                .setDeliveryGuarantee(guarantee)
                .setTransactionalIdPrefix(transactionalIdPrefix + "-" + name)
                // A fixed pool of ids. The incrementing strategy leaves new ones on the broker for
                // ever, and can only guess those of a killed job.
                .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
                .setKafkaProducerConfig(producer)
                .build();
    }
}
