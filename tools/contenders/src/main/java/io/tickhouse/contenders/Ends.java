package io.tickhouse.contenders;

import io.tickhouse.connectors.iceberg.LakeCatalog;
import io.tickhouse.kafka.topics.ClientSettings;
import io.tickhouse.kafka.topics.Delivery;
import io.tickhouse.kafka.topics.SourceTopic;
import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.kafka.topics.TopicRules;
import io.tickhouse.minio.lake.LakeSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.flink.util.TimeUtils;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.kafka.clients.CommonClientConfigs;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** Options for a contender's source and sinks, with the names and defaults of the jobs. */
final class Ends {

    private static final Pattern SECONDS = Pattern.compile("\\d+(\\.\\d+)?");

    @Option(names = "--kafka-brokers", defaultValue = "${env:KAFKA_BROKERS:-localhost:9092}")
    String kafkaBrokers;

    @Option(names = "--source-topic", defaultValue = "${env:SOURCE_TOPIC:-iex_data}")
    String sourceTopic;

    @Option(
            names = {"--dest-topic", "--bars-topic"},
            required = true,
            description =
                    "Topic of trades, or how the names of the topics of bars and windows begin; the"
                            + " same names are built from it as by the job.")
    String destTopic;

    @Option(
            names = "--dead-letter-topic",
            defaultValue = "",
            description = "Default: that of the job, SOURCE_dead_letters.")
    private String deadLetterTopic;

    @Option(
            names = {"--group", "--group-id"},
            required = true,
            description = "Consumer group; the transactional ids are made from it as well.")
    String groupId;

    @Option(
            names = "--iceberg-table",
            required = true,
            description = "[CATALOG.]DB.TABLE of trades.")
    private String icebergTable;

    @Option(names = "--catalog-uri", defaultValue = "${env:CATALOG_URI:-http://localhost:8181}")
    String catalogUri;

    @Option(
            names = {"--warehouse", "--iceberg-warehouse"},
            defaultValue = "${env:ICEBERG_WAREHOUSE:-s3://warehouse/}")
    String warehouse;

    @Option(names = "--s3-endpoint", defaultValue = "${env:S3_ENDPOINT:-http://localhost:9100}")
    String s3Endpoint;

    @Option(
            names = {"--interval", "--processing-time"},
            defaultValue = "${env:PROCESSING_TIME:-2 s}",
            converter = DurationConverter.class,
            description = "Time from one commit to the next; a bare number is in seconds.")
    Duration processingTime;

    @Option(
            names = "--delivery",
            defaultValue = "exactly-once",
            converter = DeliveryConverter.class,
            description = "exactly-once or at-least-once.")
    Delivery delivery;

    String deadLetterTopic() {
        return deadLetterTopic.isEmpty() ? TopicNames.deadLetters(sourceTopic) : deadLetterTopic;
    }

    boolean exactlyOnce() {
        return delivery == Delivery.EXACTLY_ONCE;
    }

    /** Table of the trades: if the name has three or more parts, the first is the catalog. */
    TableIdentifier table() {
        String[] parts = icebergTable.split("\\.", -1);
        return TableIdentifier.of(
                parts.length > 2 ? Arrays.copyOfRange(parts, 1, parts.length) : parts);
    }

    /** Keys come from the environment, because every user of a machine can read arguments. */
    LakeCatalog catalog() {
        return new LakeCatalog(
                "local",
                new LakeSettings(
                        LakeSettings.Type.REST,
                        catalogUri,
                        warehouse,
                        s3Endpoint,
                        System.getenv("S3_ACCESS_KEY"),
                        System.getenv("S3_SECRET_KEY"),
                        Map.of()));
    }

    /**
     * Creates missing topics, as the job does.
     *
     * @param rows false for dead letters only
     * @throws io.tickhouse.kafka.topics.StartRefusal if there is no broker or no raw topic
     */
    void prepareTopics(boolean rows) {
        try (TopicRules topics = topics()) {
            SourceTopic source = topics.source(sourceTopic, "--source-topic");
            topics.ensureDeadLetters(deadLetterTopic(), ClientSettings.MAX_REQUEST_BYTES);
            if (rows) {
                for (String topic : new TopicNames(destTopic).all()) {
                    topics.ensureRows(topic, source.partitions(), ClientSettings.MAX_REQUEST_BYTES);
                }
            }
        }
    }

    /**
     * Creates the topics of bars and windows where they are missing, as the job does.
     *
     * @throws io.tickhouse.kafka.topics.StartRefusal if there is no broker or no topic of trades
     */
    void prepareTopicsOfWindows() {
        try (TopicRules topics = topics()) {
            SourceTopic source = topics.source(sourceTopic, "--source-topic");
            topics.ensureNewest(barsTopic(), source.partitions());
            topics.ensureNewest(windowsTopic(), source.partitions());
        }
    }

    String barsTopic() {
        return destTopic + "_bars";
    }

    String windowsTopic() {
        return destTopic + "_windows";
    }

    private TopicRules topics() {
        return new TopicRules(
                Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafkaBrokers),
                "--kafka-brokers",
                warning -> System.err.println(warning));
    }

    private static final class DurationConverter implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String text) {
            return SECONDS.matcher(text).matches()
                    ? Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000))
                    : TimeUtils.parseDuration(text);
        }
    }

    private static final class DeliveryConverter implements ITypeConverter<Delivery> {

        @Override
        public Delivery convert(String text) {
            return Delivery.valueOf(text.replace('-', '_').toUpperCase(Locale.ROOT));
        }
    }
}
