package io.tickhouse.jobs.flatten;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.iceberg.LakeTable;
import io.tickhouse.connectors.iceberg.LakeTables;
import io.tickhouse.connectors.kafka.KafkaEnds;
import io.tickhouse.jobs.options.Warnings;
import io.tickhouse.kafka.topics.Place;
import io.tickhouse.kafka.topics.SourceTopic;
import io.tickhouse.kafka.topics.StartRefusal;
import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.kafka.topics.TopicRules;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * The topics and tables that the flatten job writes. They are created where missing, and checked;
 * then the job is defined; last they are claimed for it. So a refused start claims nothing.
 *
 * <p>Guarantee: no other program writes these topics and tables. Everything in one place comes from
 * one raw topic, so the coordinates in its rows are unique. It rests on the registry in Kafka
 * ({@link TopicRules#claim}) for programs of one cluster, and on the table's properties for
 * programs of other clusters.
 *
 * @param limits on rows and dead letters, so that they fit into their topics
 * @param tables those that the job writes, if any
 */
record FlattenPlaces(Limits limits, Map<Kind, Table> tables) {

    /**
     * Claims the places of a job.
     *
     * @param job defines the job, and may refuse
     * @throws Refusal if the job could not write there, or others do
     */
    static void claim(FlattenOptions options, KafkaEnds kafka, Consumer<FlattenPlaces> job)
            throws IOException {
        try (TopicRules topics = options.kafka.topics()) {
            SourceTopic source = topics.source(options.sourceTopic, "--source-topic");
            if (options.outputMode == FlattenOptions.OutputMode.CONSOLE_DEBUG) {
                job.accept(new FlattenPlaces(options.limits(), Map.of()));
                return;
            }
            List<Place> places = new ArrayList<>();
            Limits limits = topics(options, kafka, topics, source, places);
            if (options.outputMode.iceberg()) {
                try (LakeTables lake = new LakeTables(options.lake.catalog(), Warnings::print)) {
                    Map<Kind, Table> tables = tables(options, lake, source, places);
                    job.accept(new FlattenPlaces(limits, tables));
                    claim(options, topics, source, places);
                    for (Table table : tables.values()) {
                        lake.claim(table, source.name(), source.id());
                    }
                }
            } else {
                job.accept(new FlattenPlaces(limits, Map.of()));
                claim(options, topics, source, places);
            }
        } catch (StartRefusal e) {
            throw new Refusal(e.getMessage());
        }
    }

    private static Limits topics(
            FlattenOptions options,
            KafkaEnds kafka,
            TopicRules topics,
            SourceTopic source,
            List<Place> places) {
        int longest = topics.ensureDeadLetters(options.deadLetterTopic(), kafka.maxRequestBytes());
        places.add(Place.topic(options.deadLetterTopic(), "--dead-letter-topic"));
        if (options.outputMode.kafka()) {
            for (String rows : new TopicNames(options.destTopic).all()) {
                topics.ensureRows(rows, source.partitions(), kafka.maxRequestBytes());
                places.add(Place.topic(rows, "--dest-topic"));
            }
        }
        if (options.job.delivery == DeliveryGuarantee.EXACTLY_ONCE) {
            topics.checkTransactionTimeout(
                    kafka.transactionTimeoutMs(),
                    "lower it with --kafka-property transaction.timeout.ms=...");
        }
        return options.limits().withMaxDeadLetterLength(longest);
    }

    private static Map<Kind, Table> tables(
            FlattenOptions options, LakeTables lake, SourceTopic source, List<Place> places) {
        // All of them first: a table of another topic must not get columns, nor its neighbours.
        for (LakeTable columns : LakeTable.all()) {
            lake.checkSource(options.tableIdentifier(columns.kind()), source.name(), source.id());
        }
        Map<Kind, Table> tables = new EnumMap<>(Kind.class);
        for (LakeTable columns : LakeTable.all()) {
            TableIdentifier id = options.tableIdentifier(columns.kind());
            Table table =
                    lake.ensure(
                            columns, id, options.icebergColumns, options.lake.tableProperties());
            lake.checkSnapshots(
                    table, options.lake.maxSnapshots, options.checkpoints.processingTime);
            places.add(Place.table(table.name(), table.uuid().toString(), "--iceberg-table"));
            tables.put(columns.kind(), table);
        }
        return tables;
    }

    private static void claim(
            FlattenOptions options, TopicRules topics, SourceTopic source, List<Place> places) {
        topics.claim(source, options.transactionalIdPrefix(), "--transactional-id-prefix", places);
    }
}
