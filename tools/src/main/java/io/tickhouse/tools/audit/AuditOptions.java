package io.tickhouse.tools.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What an audit looks at.
 *
 * @param brokers Kafka's bootstrap servers
 * @param sourceTopic the raw topic; its dead letters are in {@code <sourceTopic>_dead_letters}
 * @param destTopic topic of the trades; quotes and bars add {@code _quotes} and {@code _bars}
 * @param icebergTable table of the trades, {@code [catalog.]namespace.table}; quotes and bars
 *     likewise
 * @param catalog where the tables are
 * @param outputMode which sides must have the rows
 * @param delivery what the job promises for Kafka; Iceberg is exactly once always
 * @param pinotBroker {@code host:port}, or null to leave Pinot out
 * @param since records before this time are left out, or null for all that the topic still has
 * @param until records from this time on are left out, or null for the end as it is at the start
 * @param patience how long the sides may take to become complete; zero looks once
 */
public record AuditOptions(
        String brokers,
        String sourceTopic,
        String destTopic,
        String icebergTable,
        CatalogSettings catalog,
        OutputMode outputMode,
        Delivery delivery,
        String pinotBroker,
        Instant since,
        Instant until,
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

    /** What the job promises for Kafka. */
    public enum Delivery {
        EXACTLY_ONCE,
        /** Repeats are counted and tolerated. */
        AT_LEAST_ONCE
    }

    private static final List<String> SUFFIXES = List.of("", "_quotes", "_bars");

    public AuditOptions {
        Objects.requireNonNull(brokers, "brokers");
        Objects.requireNonNull(sourceTopic, "sourceTopic");
        Objects.requireNonNull(destTopic, "destTopic");
        Objects.requireNonNull(icebergTable, "icebergTable");
        Objects.requireNonNull(catalog, "catalog");
        Objects.requireNonNull(outputMode, "outputMode");
        Objects.requireNonNull(delivery, "delivery");
        Objects.requireNonNull(patience, "patience");
    }

    String deadLetterTopic() {
        return sourceTopic + "_dead_letters";
    }

    List<String> destTopics() {
        return SUFFIXES.stream().map(destTopic::concat).toList();
    }

    List<String> icebergTables() {
        return SUFFIXES.stream().map(icebergTable::concat).toList();
    }

    boolean toleratesDoubles() {
        return delivery == Delivery.AT_LEAST_ONCE;
    }
}
