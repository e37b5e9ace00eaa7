package io.tickhouse.jobs.flatten;

import io.tickhouse.connectors.iceberg.LakeSink;
import io.tickhouse.connectors.iceberg.LakeTable;
import io.tickhouse.connectors.kafka.KafkaEnds;
import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.model.Bar;
import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.FlatJson;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import io.tickhouse.model.Quote;
import io.tickhouse.model.Trade;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Where each stream of the flatten job goes: a sink is whatever attaches itself to a stream. */
record FlattenSinks(
        Consumer<DataStream<Trade>> trades,
        Consumer<DataStream<Quote>> quotes,
        Consumer<DataStream<Bar>> bars,
        Consumer<DataStream<DeadLetter>> deadLetters) {

    /** The sinks that the options name. */
    static FlattenSinks of(FlattenOptions options, KafkaEnds kafka, FlattenPlaces places) {
        return switch (options.outputMode) {
            case KAFKA_ONLY -> topics(options, kafka);
            case ICEBERG_ONLY -> tables(options, places).with(deadLetterTopic(options, kafka));
            case BOTH -> topics(options, kafka).and(tables(options, places));
            case CONSOLE_DEBUG -> console();
        };
    }

    private static FlattenSinks topics(FlattenOptions options, KafkaEnds kafka) {
        return new FlattenSinks(
                topic(options, kafka, Kind.TRADE),
                topic(options, kafka, Kind.QUOTE),
                topic(options, kafka, Kind.BAR),
                deadLetterTopic(options, kafka));
    }

    private static <M extends Message> Consumer<DataStream<M>> topic(
            FlattenOptions options, KafkaEnds kafka, Kind kind) {
        String topic = new TopicNames(options.destTopic).of(kind);
        String name = "kafka-" + kind.plural();
        return messages ->
                messages.sinkTo(kafka.<M>messages(kind.plural(), topic)).name(name).uid(name);
    }

    private static Consumer<DataStream<DeadLetter>> deadLetterTopic(
            FlattenOptions options, KafkaEnds kafka) {
        String topic = options.deadLetterTopic();
        String name = "kafka-dead-letters";
        return letters ->
                letters.sinkTo(kafka.deadLetters("dead-letters", topic, options.sourceTopic))
                        .name(name)
                        .uid(name);
    }

    /** Without dead letters, which are in no table. */
    private static FlattenSinks tables(FlattenOptions options, FlattenPlaces places) {
        return new FlattenSinks(
                table(options, places, LakeTable.TRADES),
                table(options, places, LakeTable.QUOTES),
                table(options, places, LakeTable.BARS),
                letters -> {});
    }

    private static <M extends Message> Consumer<DataStream<M>> table(
            FlattenOptions options, FlattenPlaces places, LakeTable<M> columns) {
        // What at-least-once delivers to Kafka is visible at once; no upload shall hold it up.
        boolean apart =
                options.outputMode == FlattenOptions.OutputMode.BOTH
                        && options.delivery == DeliveryGuarantee.AT_LEAST_ONCE;
        return messages ->
                LakeSink.attach(
                        messages,
                        columns,
                        options.lake.catalog(),
                        options.tableIdentifier(columns.kind()),
                        places.tables().get(columns.kind()),
                        options.icebergColumns,
                        "iceberg-" + columns.kind().plural(),
                        apart,
                        options.onExpiredSnapshot);
    }

    private static FlattenSinks console() {
        return new FlattenSinks(
                FlattenSinks::print,
                FlattenSinks::print,
                FlattenSinks::print,
                letters -> letters.map(new ConsoleLine()).name("as-json").print("dead letter"));
    }

    private static <M extends Message> void print(DataStream<M> messages) {
        messages.map(m -> new String(new FlatJson().toBytes(m), StandardCharsets.UTF_8))
                .returns(String.class)
                .name("as-json")
                .print();
    }

    /** Sends the rows to another place as well; dead letters stay where they go. */
    FlattenSinks and(FlattenSinks other) {
        return new FlattenSinks(
                trades.andThen(other.trades),
                quotes.andThen(other.quotes),
                bars.andThen(other.bars),
                deadLetters.andThen(other.deadLetters));
    }

    private FlattenSinks with(Consumer<DataStream<DeadLetter>> letters) {
        return new FlattenSinks(trades, quotes, bars, letters);
    }
}
