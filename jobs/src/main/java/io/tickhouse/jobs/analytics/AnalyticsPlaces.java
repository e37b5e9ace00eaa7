package io.tickhouse.jobs.analytics;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.iceberg.AnalyticsLakeTable;
import io.tickhouse.connectors.iceberg.LakeTables;
import io.tickhouse.connectors.kafka.KafkaEnds;
import io.tickhouse.jobs.options.Warnings;
import io.tickhouse.kafka.topics.Place;
import io.tickhouse.kafka.topics.SourceTopic;
import io.tickhouse.kafka.topics.StartRefusal;
import io.tickhouse.kafka.topics.TopicRules;
import io.tickhouse.model.Kind;
import io.tickhouse.model.analytics.AnalyticsTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * The topics and tables that the analytics job writes. They are created where missing, and checked;
 * then the job is defined; last they are claimed for it. So a refused start claims nothing.
 *
 * <p>Guarantee: no other program writes these topics and tables, and all that is in them comes from
 * one topic of trades. It rests on the registry in Kafka ({@link TopicRules#claim}) for programs of
 * one cluster, and on the tables' properties for programs of other clusters.
 *
 * @param tables those that the job writes, by the name of what is in them
 */
record AnalyticsPlaces(Map<String, Table> tables) {

    /**
     * Claims the places of a job.
     *
     * @param job defines the job, and may refuse
     * @throws Refusal if the job could not write there, or others do
     */
    static void claim(AnalyticsOptions options, KafkaEnds kafka, Consumer<AnalyticsPlaces> job)
            throws IOException {
        try (TopicRules topics = options.kafka.topics()) {
            SourceTopic source = topics.source(options.sourceTopic, "--source-topic");
            for (Kind kind : AnalyticsOptions.READ) {
                topics.source(options.sourceTopic(kind), "--source-topic");
            }
            ensureGaps(options.gapsTopic, topics);
            List<Place> places = new ArrayList<>();
            if (options.outputMode.kafka()) {
                ensureTopics(options, kafka, topics, source, places);
            }
            if (options.outputMode.iceberg()) {
                try (LakeTables lake = new LakeTables(options.lake.catalog(), Warnings::print)) {
                    Map<String, Table> tables = ensureTables(options, lake, source, places);
                    job.accept(new AnalyticsPlaces(tables));
                    claim(options, topics, source, places);
                    for (Table table : tables.values()) {
                        lake.claim(table, source.name(), source.id());
                    }
                }
            } else {
                job.accept(new AnalyticsPlaces(Map.of()));
                claim(options, topics, source, places);
            }
        } catch (StartRefusal e) {
            throw new Refusal(e.getMessage());
        }
    }

    /** The ingest job may start later, and then writes there. */
    private static void ensureGaps(String topic, TopicRules topics) {
        if (!topics.exists(topic)) {
            Warnings.print(
                    ("There was no gap ledger %s, so it is made, and no gap is known yet: correct"
                                    + " --gaps-topic if the ledger has another name.")
                            .formatted(topic));
        }
        topics.ensureLedger(topic);
    }

    private static void ensureTopics(
            AnalyticsOptions options,
            KafkaEnds kafka,
            TopicRules topics,
            SourceTopic source,
            List<Place> places) {
        for (String topic : options.topics()) {
            // As many partitions, so that the rows of a symbol are in that of its trades.
            topics.ensureNewest(topic, source.partitions());
            places.add(Place.topic(topic, AnalyticsOptions.BARS_TOPIC));
        }
        if (options.job.delivery == DeliveryGuarantee.EXACTLY_ONCE) {
            topics.checkTransactionTimeout(
                    kafka.transactionTimeoutMs(),
                    "lower it with --kafka-property transaction.timeout.ms=...");
        }
    }

    private static Map<String, Table> ensureTables(
            AnalyticsOptions options, LakeTables lake, SourceTopic source, List<Place> places) {
        Map<String, Table> tables = new HashMap<>();
        for (AnalyticsTable columns : options.tables()) {
            TableIdentifier id = options.tableIdentifier(columns);
            lake.checkSource(id, source.name(), source.id());
            Table table =
                    lake.ensure(
                            new AnalyticsLakeTable(columns), id, options.lake.tableProperties());
            lake.checkSnapshots(
                    table, options.lake.maxSnapshots, options.checkpoints.processingTime);
            places.add(Place.table(table.name(), table.uuid().toString(), "--iceberg-table"));
            tables.put(columns.name(), table);
        }
        return tables;
    }

    private static void claim(
            AnalyticsOptions options, TopicRules topics, SourceTopic source, List<Place> places) {
        topics.claim(source, options.transactionalIdPrefix(), "--transactional-id-prefix", places);
    }
}
