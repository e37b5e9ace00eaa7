package io.tickhouse.contenders;

import io.tickhouse.connectors.iceberg.LakeCatalog;
import io.tickhouse.connectors.iceberg.LakeTable;
import io.tickhouse.connectors.kafka.KafkaTopics;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.flink.util.TimeUtils;
import org.apache.iceberg.catalog.TableIdentifier;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** Where a contender reads and writes: the options and defaults of the flatten job. */
final class Ends {

    /** Delivery to Kafka; Iceberg is exactly once always. */
    enum Delivery {
        EXACTLY_ONCE,
        AT_LEAST_ONCE;

        String option() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static final Pattern SECONDS = Pattern.compile("\\d+(\\.\\d+)?");

    @Option(names = "--kafka-brokers", defaultValue = "${env:KAFKA_BROKERS:-localhost:9092}")
    String kafkaBrokers;

    @Option(names = "--source-topic", defaultValue = "${env:SOURCE_TOPIC:-iex_data}")
    String sourceTopic;

    @Option(
            names = "--dest-topic",
            required = true,
            description = "Topic of trades; the same names are built from it as by the job.")
    String destTopic;

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

    boolean exactlyOnce() {
        return delivery == Delivery.EXACTLY_ONCE;
    }

    /** Table of the trades: of three parts or more the first is a catalog's name. */
    TableIdentifier table() {
        String[] parts = icebergTable.split("\\.", -1);
        return TableIdentifier.of(
                parts.length > 2 ? Arrays.copyOfRange(parts, 1, parts.length) : parts);
    }

    /** Keys come from the environment: arguments can be read by every user of a machine. */
    LakeCatalog catalog() {
        return new LakeCatalog(
                "local",
                LakeCatalog.Type.REST,
                catalogUri,
                warehouse,
                s3Endpoint,
                System.getenv("S3_ACCESS_KEY"),
                System.getenv("S3_SECRET_KEY"),
                Map.of());
    }

    /**
     * Makes the topics that are missing, as the job does.
     *
     * @param rows false for the dead letters alone
     * @throws io.tickhouse.connectors.Refusal if there is no broker or no raw topic
     */
    void prepareTopics(boolean rows) {
        try (KafkaTopics topics = new KafkaTopics(kafkaBrokers, Map.of())) {
            int partitions = topics.partitions(sourceTopic).orElse(1);
            topics.ensureDeadLetters(sourceTopic + "_dead_letters", sourceTopic);
            if (rows) {
                for (LakeTable<?> kind :
                        List.of(LakeTable.TRADES, LakeTable.QUOTES, LakeTable.BARS)) {
                    topics.ensureRows(destTopic + kind.suffix(), partitions);
                }
            }
        }
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
