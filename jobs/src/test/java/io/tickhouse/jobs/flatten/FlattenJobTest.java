package io.tickhouse.jobs.flatten;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.connectors.kafka.RawRecord;
import io.tickhouse.model.Flattener;
import io.tickhouse.model.GoldenCases;
import io.tickhouse.model.Limits;
import io.tickhouse.model.Message;
import io.tickhouse.model.Result;
import io.tickhouse.model.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs the topology as {@code main} builds it, with test source and sinks, on an in-process
 * cluster.
 */
class FlattenJobTest {

    @RegisterExtension static final MiniClusterExtension CLUSTER = new MiniClusterExtension();

    // Static, because the operators of a MiniCluster are copies that share only the JVM.
    private static final Queue<Result> RESULTS = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void clear() {
        RESULTS.clear();
    }

    @ParameterizedTest(name = "object reuse {0}, parallelism {1}")
    @CsvSource({"true,1", "false,1", "true,2", "false,2"})
    void givesWhatTheRuleGives(boolean objectReuse, int parallelism) throws Exception {
        List<byte[]> values = new ArrayList<>();
        GoldenCases.all().forEach(golden -> values.add(golden.value()));
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.OBJECT_REUSE, objectReuse);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);

        FlattenJob.define(
                env,
                new DataGeneratorSource<>(
                        offset -> new RawRecord(values.get(offset.intValue()), 0, offset),
                        values.size(),
                        TypeInformation.of(RawRecord.class)),
                Limits.DEFAULT,
                new FlattenSinks(
                        (kind, rows) -> keepRows(rows),
                        letters -> keep(letters, FlattenFunctionTest::dead)));
        env.execute();

        assertThat(RESULTS).containsExactlyInAnyOrderElementsOf(expected(values));
    }

    private static List<Result> expected(List<byte[]> values) {
        List<Result> expected = new ArrayList<>();
        Flattener flattener = new Flattener();
        for (int offset = 0; offset < values.size(); offset++) {
            expected.addAll(Results.of(flattener, values.get(offset), 0, offset));
        }
        return expected;
    }

    private static <M extends Message> void keepRows(DataStream<M> rows) {
        keep(rows, FlattenFunctionTest::row);
    }

    private static <T> void keep(DataStream<T> stream, MapFunction<T, Result> toResult) {
        stream.map(t -> RESULTS.add(toResult.map(t)))
                .returns(Boolean.class)
                .sinkTo(new DiscardingSink<>());
    }
}
