package io.tickhouse.jobs;

import io.tickhouse.connectors.iceberg.LakeSink;
import io.tickhouse.connectors.iceberg.LakeTable;
import io.tickhouse.connectors.kafka.KafkaEnds;
import io.tickhouse.connectors.kafka.RawRecord;
import io.tickhouse.model.Bar;
import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.FlatJson;
import io.tickhouse.model.Limits;
import io.tickhouse.model.Message;
import io.tickhouse.model.Quote;
import io.tickhouse.model.Trade;
import java.io.PrintWriter;
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
        FlattenPlaces places = FlattenPlaces.prepare(options, kafka);

        Source<RawRecord, ?, ?> source =
                kafka.source(
                        options.sourceTopic,
                        options.groupId(),
                        options.startingOffsets,
                        options.endsAtLatest(),
                        options.onMissingOffsets,
                        options.destinations());
        define(env, source, places.limits(), sinks(options, kafka, places));
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

    private static FlattenSinks sinks(
            FlattenOptions options, KafkaEnds kafka, FlattenPlaces places) {
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
            case ICEBERG_ONLY -> icebergSinks(options, places, deadLetters);
            case BOTH ->
                    kafkaSinks(options, kafka, deadLetters)
                            .and(icebergSinks(options, places, letters -> {}));
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
            FlattenOptions options,
            FlattenPlaces places,
            Consumer<DataStream<DeadLetter>> letters) {
        return new FlattenSinks(
                table(options, places, LakeTable.TRADES, "iceberg-trades"),
                table(options, places, LakeTable.QUOTES, "iceberg-quotes"),
                table(options, places, LakeTable.BARS, "iceberg-bars"),
                letters);
    }

    private static <M extends Message> Consumer<DataStream<M>> table(
            FlattenOptions options, FlattenPlaces places, LakeTable<M> kind, String name) {
        // What at-least-once delivers to Kafka is visible at once; no upload shall hold it up.
        boolean apart =
                options.outputMode == FlattenOptions.OutputMode.BOTH
                        && options.delivery == DeliveryGuarantee.AT_LEAST_ONCE;
        return messages ->
                LakeSink.attach(
                        messages,
                        kind,
                        options.lake.catalog(),
                        options.tableIdentifier(kind),
                        places.tables().get(kind),
                        options.icebergColumns,
                        name,
                        apart);
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
