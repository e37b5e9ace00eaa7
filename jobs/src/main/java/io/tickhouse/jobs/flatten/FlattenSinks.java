package io.tickhouse.jobs.flatten;

import io.tickhouse.connectors.iceberg.LakeSink;
import io.tickhouse.connectors.iceberg.LakeTable;
import io.tickhouse.connectors.kafka.KafkaEnds;
import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.FlatJson;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Where each stream of the flatten job goes: a sink is whatever attaches itself to a stream.
 *
 * @param rows takes the stream of each kind
 */
record FlattenSinks(
        BiConsumer<Kind, DataStream<? extends Message>> rows,
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
                (kind, messages) -> topic(options, kafka, kind, messages),
                deadLetterTopic(options, kafka));
    }

    private static <M extends Message> void topic(
            FlattenOptions options, KafkaEnds kafka, Kind kind, DataStream<M> messages) {
        String topic = new TopicNames(options.destTopic).of(kind);
        String name = "kafka-" + kind.plural();
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
                (kind, messages) -> table(options, places, kind, messages), letters -> {});
    }

    private static <M extends Message> void table(
            FlattenOptions options, FlattenPlaces places, Kind kind, DataStream<M> messages) {
        // What at-least-once delivers to Kafka is visible at once; no upload shall hold it up.
        boolean apart =
                options.outputMode == FlattenOptions.OutputMode.BOTH
                        && options.job.delivery == DeliveryGuarantee.AT_LEAST_ONCE;
        LakeSink.attach(
                messages,
                LakeTable.of(kind),
                options.lake.catalog(),
                options.tableIdentifier(kind),
                places.tables().get(kind),
                options.icebergColumns,
                "iceberg-" + kind.plural(),
                apart,
                options.job.onExpiredSnapshot);
    }

    private static FlattenSinks console() {
        return new FlattenSinks(
                (kind, messages) -> print(messages),
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
        return new FlattenSinks(rows.andThen(other.rows), deadLetters.andThen(other.deadLetters));
    }

    private FlattenSinks with(Consumer<DataStream<DeadLetter>> letters) {
        return new FlattenSinks(rows, letters);
    }
}
