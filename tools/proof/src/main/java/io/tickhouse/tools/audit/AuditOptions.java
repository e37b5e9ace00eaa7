package io.tickhouse.tools.audit;

import io.tickhouse.kafka.topics.Delivery;
import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.model.Kind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/**
 * What an audit checks.
 *
 * @param kafka client properties for Kafka
 * @param sourceTopic the raw topic
 * @param deadLetterTopic topic of its dead letters
 * @param destTopic topic of the trades; the other kinds add their suffix
 * @param icebergTable table of the trades, {@code [catalog.]namespace.table}; the other kinds add
 *     their suffix
 * @param catalog where the tables are
 * @param outputMode which sides must have the rows
 * @param delivery what the job promises for Kafka; Iceberg is always exactly once
 * @param pinot where Pinot is, or null to leave it out
 * @param since records before this time are left out; null for all that the topic still has
 * @param until records from this time on are left out; null for the end when the audit starts
 * @param atLeast how many elements and broken records a clean audit needs
 * @param patience how long the sides may take to become complete, and services to come back; with
 *     zero the audit looks once
 */
public record AuditOptions(
        Properties kafka,
        String sourceTopic,
        String deadLetterTopic,
        String destTopic,
        String icebergTable,
        LakeSettings catalog,
        OutputMode outputMode,
        Delivery delivery,
        Pinot pinot,
        Instant since,
        Instant until,
        long atLeast,
        Duration patience) {

    /** Which sides the job writes. */
    public enum OutputMode {
        BOTH,
        KAFKA_ONLY,
        ICEBERG_ONLY;

        boolean kafka() {
            return this != ICEBERG_ONLY;
        }

        boolean iceberg() {
            return this != KAFKA_ONLY;
        }
    }

    /**
     * Where Pinot is.
     *
     * @param broker {@code host:port}, asked for rows
     * @param controller URL, asked which table consumes which topic
     */
    public record Pinot(String broker, URI controller) {}

    public AuditOptions {
        Objects.requireNonNull(kafka, "kafka");
        Objects.requireNonNull(sourceTopic, "sourceTopic");
        Objects.requireNonNull(deadLetterTopic, "deadLetterTopic");
        Objects.requireNonNull(destTopic, "destTopic");
        Objects.requireNonNull(icebergTable, "icebergTable");
        Objects.requireNonNull(catalog, "catalog");
        Objects.requireNonNull(outputMode, "outputMode");
        Objects.requireNonNull(delivery, "delivery");
        Objects.requireNonNull(patience, "patience");
    }

    Map<Kind, String> destTopics() {
        return byKind(destTopic);
    }

    Map<Kind, String> icebergTables() {
        return byKind(icebergTable);
    }

    private static Map<Kind, String> byKind(String trades) {
        Map<Kind, String> all = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            all.put(kind, trades + kind.suffix());
        }
        return all;
    }

    boolean toleratesDuplicates() {
        return delivery == Delivery.AT_LEAST_ONCE;
    }
}
