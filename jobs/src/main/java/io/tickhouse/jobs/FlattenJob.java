package io.tickhouse.jobs;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.iceberg.LakeCatalog;
import io.tickhouse.connectors.iceberg.LakeSink;
import io.tickhouse.connectors.iceberg.LakeTable;
import io.tickhouse.connectors.iceberg.LakeTables;
import io.tickhouse.connectors.kafka.KafkaEnds;
import io.tickhouse.connectors.kafka.RawRecord;
import io.tickhouse.kafka.topics.SourceTopic;
import io.tickhouse.kafka.topics.StartRefusal;
import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.kafka.topics.TopicRules;
import io.tickhouse.model.Bar;
import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.FlatJson;
import io.tickhouse.model.Limits;
import io.tickhouse.model.Message;
import io.tickhouse.model.Quote;
import io.tickhouse.model.Trade;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
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
 * The main job: raw arrays in, rows out, exactly once.
 *
 * <pre>
 * raw topic -> flatten -+- trades ------> flattened topic, Iceberg table
 *                       +- quotes, bars > their topics and tables
 *                       +- bad ones ----> dead letter topic
 * </pre>
 *
 * <p>Guarantee: every element of every record read becomes visible exactly once, as a row in each
 * place that the output mode names, or as a dead letter. One checkpoint drives all sinks; they
 * converge, and are no joint snapshot. It rests on {@link FlattenFunction}, {@link KafkaEnds} and
 * {@link LakeSink}.
 */
public final class FlattenJob {

    static final String SOURCE = "raw-arrays";
    static final String FLATTEN = "flatten";
    static final OutputTag<Quote> QUOTES = new OutputTag<>("quotes") {};
    static final OutputTag<Bar> BARS = new OutputTag<>("bars") {};
    static final OutputTag<DeadLetter> DEAD_LETTERS = new OutputTag<>("dead-letters") {};

    private FlattenJob() {}

    public static void main(String[] args) throws Exception {
        Optional<FlattenOptions> parsed =
                FlattenOptions.parse(
                        new PrintWriter(System.out, true, StandardCharsets.UTF_8), args);
        if (parsed.isEmpty()) {
            return;
        }
        FlattenOptions options = parsed.get();
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(options.configuration());
        env.configure(CheckpointOptions.defaults(env.getConfiguration()));
        KafkaEnds kafka = options.kafkaEnds();
        options.check(env.getConfiguration(), kafka);
        Prepared prepared = prepareTopics(options, kafka);

        Source<RawRecord, ?, ?> source =
                kafka.source(
                        options.sourceTopic,
                        options.groupId(),
                        options.startingOffsets,
                        options.endsAtLatest(),
                        options.onMissingOffsets,
                        options.destinations());
        define(env, source, prepared.limits(), sinks(options, kafka, prepared.source()));
        env.execute("flatten " + options.sourceTopic);
    }

    /** The topology. Tests call it with ends of their own. */
    static void define(
            StreamExecutionEnvironment env,
            Source<RawRecord, ?, ?> source,
            Limits limits,
            FlattenSinks sinks) {
        SingleOutputStreamOperator<Trade> trades =
                env.fromSource(source, WatermarkStrategy.noWatermarks(), SOURCE)
                        .uid(SOURCE)
                        .process(new FlattenFunction(limits))
                        .name(FLATTEN)
                        .uid(FLATTEN);
        sinks.trades().accept(trades);
        sinks.quotes().accept(trades.getSideOutput(QUOTES));
        sinks.bars().accept(trades.getSideOutput(BARS));
        sinks.deadLetters().accept(trades.getSideOutput(DEAD_LETTERS));
    }

    /**
     * What the start finds in Kafka.
     *
     * @param limits on rows and dead letters, such that they fit into their topics
     */
    private record Prepared(SourceTopic source, Limits limits) {}

    /** What Kafka needs before the job starts. */
    private static Prepared prepareTopics(FlattenOptions options, KafkaEnds kafka) {
        try (TopicRules topics = options.kafka.topics()) {
            SourceTopic source = topics.source(options.sourceTopic, "--source-topic");
            if (options.outputMode == FlattenOptions.OutputMode.CONSOLE_DEBUG) {
                return new Prepared(source, options.limits());
            }
            Map<String, String> destinations = new LinkedHashMap<>();
            int longestDeadLetter =
                    topics.ensureDeadLetters(options.deadLetterTopic(), kafka.maxRequestBytes());
            destinations.put(options.deadLetterTopic(), "--dead-letter-topic");
            if (options.outputMode.kafka()) {
                for (String rows : TopicNames.of(options.destTopic).all()) {
                    topics.ensureRows(rows, source.partitions(), kafka.maxRequestBytes());
                    destinations.put(rows, "--dest-topic");
                }
            }
            if (options.delivery == DeliveryGuarantee.EXACTLY_ONCE) {
                topics.checkTransactionTimeout(
                        kafka.transactionTimeoutMs(),
                        "lower it with --kafka-property transaction.timeout.ms=...");
            }
            topics.claim(
                    source,
                    options.transactionalIdPrefix(),
                    "--transactional-id-prefix",
                    destinations);
            return new Prepared(
                    source, options.limits().withMaxDeadLetterLength(longestDeadLetter));
        } catch (StartRefusal e) {
            throw new Refusal(e.getMessage());
        }
    }

    private static FlattenSinks sinks(FlattenOptions options, KafkaEnds kafka, SourceTopic topic)
            throws Exception {
        Consumer<DataStream<DeadLetter>> deadLetters =
                letters ->
                        letters.sinkTo(
                                        kafka.deadLetters(
                                                "dead-letters",
                                                options.deadLetterTopic(),
                                                options.sourceTopic))
                                .name("kafka-dead-letters")
                                .uid("kafka-dead-letters");
        return switch (options.outputMode) {
            case KAFKA_ONLY -> kafkaSinks(options, kafka, deadLetters);
            case ICEBERG_ONLY -> icebergSinks(options, topic, deadLetters);
            case BOTH ->
                    kafkaSinks(options, kafka, deadLetters)
                            .and(icebergSinks(options, topic, letters -> {}));
            case CONSOLE_DEBUG -> console();
        };
    }

    private static FlattenSinks kafkaSinks(
            FlattenOptions options, KafkaEnds kafka, Consumer<DataStream<DeadLetter>> letters) {
        return new FlattenSinks(
                topic(options, kafka, LakeTable.TRADES, "trades"),
                topic(options, kafka, LakeTable.QUOTES, "quotes"),
                topic(options, kafka, LakeTable.BARS, "bars"),
                letters);
    }

    private static <M extends Message> Consumer<DataStream<M>> topic(
            FlattenOptions options, KafkaEnds kafka, LakeTable<M> kind, String name) {
        return messages ->
                messages.sinkTo(kafka.<M>messages(name, options.destTopic + kind.suffix()))
                        .name("kafka-" + name)
                        .uid("kafka-" + name);
    }

    private static FlattenSinks icebergSinks(
            FlattenOptions options, SourceTopic topic, Consumer<DataStream<DeadLetter>> letters)
            throws Exception {
        LakeCatalog catalog = options.lake.catalog();
        try (LakeTables tables = new LakeTables(catalog, Warnings::print)) {
            return new FlattenSinks(
                    table(options, topic, catalog, tables, LakeTable.TRADES, "iceberg-trades"),
                    table(options, topic, catalog, tables, LakeTable.QUOTES, "iceberg-quotes"),
                    table(options, topic, catalog, tables, LakeTable.BARS, "iceberg-bars"),
                    letters);
        }
    }

    private static <M extends Message> Consumer<DataStream<M>> table(
            FlattenOptions options,
            SourceTopic topic,
            LakeCatalog catalog,
            LakeTables tables,
            LakeTable<M> kind,
            String name) {
        TableIdentifier trades = options.tableIdentifier();
        TableIdentifier id = TableIdentifier.of(trades.namespace(), trades.name() + kind.suffix());
        Table table =
                tables.ensure(kind, id, options.icebergColumns, options.lake.tableProperties());
        tables.claim(table, topic.name(), topic.id());
        tables.checkSnapshots(table, options.lake.maxSnapshots, options.checkpoints.processingTime);
        // What at-least-once delivers to Kafka is visible at once; no upload shall hold it up.
        boolean apart =
                options.outputMode == FlattenOptions.OutputMode.BOTH
                        && options.delivery == DeliveryGuarantee.AT_LEAST_ONCE;
        return messages ->
                LakeSink.attach(
                        messages, kind, catalog, id, table, options.icebergColumns, name, apart);
    }

    private static FlattenSinks console() {
        return new FlattenSinks(
                FlattenJob::print,
                FlattenJob::print,
                FlattenJob::print,
                letters -> letters.map(new ConsoleLine()).name("as-json").print("dead letter"));
    }

    private static <M extends Message> void print(DataStream<M> messages) {
        messages.map(m -> new String(new FlatJson().toBytes(m), StandardCharsets.UTF_8))
                .returns(String.class)
                .name("as-json")
                .print();
    }
}
