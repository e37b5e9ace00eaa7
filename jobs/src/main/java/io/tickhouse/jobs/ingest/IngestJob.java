package io.tickhouse.jobs.ingest;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.alpaca.AlpacaSource;
import io.tickhouse.connectors.alpaca.memory.GapRecord;
import io.tickhouse.connectors.alpaca.reader.FeedRecord;
import io.tickhouse.connectors.iceberg.GapTable;
import io.tickhouse.connectors.iceberg.LakeCatalog;
import io.tickhouse.connectors.iceberg.LakeTables;
import io.tickhouse.connectors.kafka.KafkaEnds;
import io.tickhouse.connectors.kafka.TopicRecord;
import io.tickhouse.jobs.options.CheckpointOptions;
import io.tickhouse.jobs.options.LakeOptions;
import io.tickhouse.jobs.options.Warnings;
import io.tickhouse.kafka.topics.SourceTopic;
import io.tickhouse.kafka.topics.StartRefusal;
import io.tickhouse.kafka.topics.TopicRules;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Fills the raw topic from Alpaca.
 *
 * <pre>
 * AlpacaSource -> one array per partition -> raw topic
 *              +- gaps ------------------> TOPIC_gaps, Iceberg table of gaps
 * </pre>
 *
 * <p>Guarantee: what the source emits becomes visible in the raw topic exactly once, and so do its
 * gap records. The source's position and its memory of the feed are in the same checkpoint. It
 * rests on {@link AlpacaSource}, {@link IngestFunction} and {@link KafkaEnds}.
 */
public final class IngestJob {

    static final String SOURCE = "alpaca";
    static final String INGEST = "ingest";
    static final OutputTag<GapRecord> GAPS = new OutputTag<>("gaps") {};

    private IngestJob() {}

    public static void main(String[] args) throws Exception {
        Optional<IngestOptions> parsed =
                IngestOptions.parse(
                        new PrintWriter(System.out, true, StandardCharsets.UTF_8), args);
        if (parsed.isEmpty()) {
            return;
        }
        IngestOptions options = parsed.get();
        AlpacaSource source = options.source();
        if (source.lacksHistoryUrl()) {
            Warnings.print(
                    "What the connection misses is lost, because the feed's address comes without a"
                            + " history: name one with --history-url.");
        }
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(options.configuration());
        env.configure(CheckpointOptions.defaults(env.getConfiguration()));
        if (options.hasGapsTable()) {
            LakeOptions.checkAligned(env.getConfiguration());
        }
        KafkaEnds kafka =
                new KafkaEnds(
                        options.kafka.brokers,
                        options.kafka.properties(),
                        options.delivery,
                        options.transactionalIdPrefix());
        if (options.delivery == DeliveryGuarantee.EXACTLY_ONCE) {
            CheckpointOptions.checkTransactions(
                    env.getConfiguration(), kafka.transactionTimeoutMs());
        }
        Target target = prepareTopics(options, kafka);
        define(
                env,
                source.withLargestMessage(target.largestMessage()),
                target,
                sinks(options, kafka));
        env.execute("ingest " + options.topic);
    }

    /**
     * What the job must know about the raw topic.
     *
     * @param maxBytes the largest record that both the topic and our producer accept
     */
    record Target(String topic, int partitions, int maxBytes) implements Serializable {

        /** What a batch of one record needs in addition to the value. */
        private static final int OVERHEAD = 512;

        /** The largest array, in bytes. */
        int largestArray() {
            return maxBytes - OVERHEAD;
        }

        /** The largest message, in bytes: one that is alone in its array. */
        int largestMessage() {
            return largestArray() - 2;
        }
    }

    /** The topology. Tests call it with sources and sinks of their own. */
    static void define(
            StreamExecutionEnvironment env,
            Source<FeedRecord, ?, ?> source,
            Target target,
            IngestSinks sinks) {
        // There is one connection and one order, so nothing here can run in parallel.
        env.setParallelism(1);
        SingleOutputStreamOperator<TopicRecord> arrays =
                env.fromSource(source, WatermarkStrategy.noWatermarks(), SOURCE)
                        .uid(SOURCE)
                        .process(new IngestFunction(target))
                        .name(INGEST)
                        .uid(INGEST);
        sinks.arrays().accept(arrays);
        sinks.gaps().accept(arrays.getSideOutput(GAPS));
    }

    /** Prepares what Kafka needs before the job starts. */
    private static Target prepareTopics(IngestOptions options, KafkaEnds kafka) {
        try (TopicRules topics = options.kafka.topics()) {
            SourceTopic raw = topics.source(options.topic, "--topic");
            topics.checkCopies(options.topic);
            topics.ensureLedger(options.gapsTopic());
            if (options.delivery == DeliveryGuarantee.EXACTLY_ONCE) {
                topics.checkTransactionTimeout(
                        kafka.transactionTimeoutMs(),
                        "lower it with --kafka-property transaction.timeout.ms=...");
            }
            return new Target(
                    raw.name(),
                    raw.partitions(),
                    Math.min(raw.maxMessageBytes(), kafka.maxRequestBytes()));
        } catch (StartRefusal e) {
            throw new Refusal(e.getMessage());
        }
    }

    private static IngestSinks sinks(IngestOptions options, KafkaEnds kafka) throws IOException {
        IngestSinks sinks =
                new IngestSinks(
                        arrays ->
                                arrays.sinkTo(kafka.records("raw", options.topic))
                                        .name("kafka-raw")
                                        .uid("kafka-raw"),
                        gaps ->
                                gaps.map(new GapLine())
                                        .name("gap-lines")
                                        .uid("gap-lines")
                                        .sinkTo(kafka.records("gaps", options.gapsTopic()))
                                        .name("kafka-gaps")
                                        .uid("kafka-gaps"));
        return options.hasGapsTable() ? sinks.andGaps(gapsTable(options)) : sinks;
    }

    private static Consumer<DataStream<GapRecord>> gapsTable(IngestOptions options)
            throws IOException {
        LakeCatalog catalog = options.lake.catalog();
        TableIdentifier id = options.gapsTable();
        try (LakeTables tables = new LakeTables(catalog, Warnings::print)) {
            Table table = tables.ensureGaps(id, options.lake.tableProperties());
            tables.checkSnapshots(
                    table, options.lake.maxSnapshots, options.checkpoints.processingTime);
            return gaps -> GapTable.attach(gaps, catalog, id, table, "iceberg-gaps");
        }
    }
}
