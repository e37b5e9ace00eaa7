package io.tickhouse.jobs.flatten;

import io.tickhouse.connectors.iceberg.LakeSink;
import io.tickhouse.connectors.kafka.KafkaEnds;
import io.tickhouse.connectors.kafka.RawRecord;
import io.tickhouse.jobs.options.CheckpointOptions;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Limits;
import io.tickhouse.model.Trade;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The main job: raw arrays in, rows out, exactly once.
 *
 * <pre>
 * raw topic -> flatten -+- rows -----> a topic and an Iceberg table for each kind
 *                       +- bad ones -> dead letter topic
 * </pre>
 *
 * <p>Guarantee: every element of every record read becomes visible exactly once. It is a row in
 * each place that the output mode names, or a dead letter. One checkpoint drives all sinks. They
 * converge, but they are not one snapshot. It rests on {@link FlattenFunction}, {@link KafkaEnds}
 * and {@link LakeSink}.
 */
public final class FlattenJob {

    static final String SOURCE = "raw-arrays";
    static final String FLATTEN = "flatten";

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
        FlattenPlaces.claim(options, kafka, places -> define(env, options, kafka, places));
        env.execute(options.jobName());
    }

    private static void define(
            StreamExecutionEnvironment env,
            FlattenOptions options,
            KafkaEnds kafka,
            FlattenPlaces places) {
        Source<RawRecord, ?, ?> source =
                kafka.source(
                        options.sourceTopic,
                        options.groupId(),
                        options.startingOffsets,
                        options.job.endsAtLatest(),
                        options.job.onMissingOffsets,
                        options.destinations());
        define(env, source, places.limits(), FlattenSinks.of(options, kafka, places));
    }

    /** The topology. Tests call it with ends of their own. */
    static void define(
            StreamExecutionEnvironment env,
            Source<RawRecord, ?, ?> source,
            Limits limits,
            FlattenSinks sinks) {
        SingleOutputStreamOperator<Trade> flattened =
                env.fromSource(source, WatermarkStrategy.noWatermarks(), SOURCE)
                        .uid(SOURCE)
                        .process(new FlattenFunction(limits))
                        .name(FLATTEN)
                        .uid(FLATTEN);
        for (Kind kind : Kind.values()) {
            sinks.rows().accept(kind, FlattenFunction.rows(flattened, kind));
        }
        sinks.deadLetters().accept(flattened.getSideOutput(FlattenFunction.DEAD_LETTERS));
    }
}
