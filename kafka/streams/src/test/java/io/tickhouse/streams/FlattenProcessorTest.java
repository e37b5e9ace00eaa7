package io.tickhouse.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tickhouse.model.GoldenCase;
import io.tickhouse.model.GoldenCases;
import io.tickhouse.model.Reason;
import io.tickhouse.model.Result;
import io.tickhouse.model.Results;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With the coordinates of each golden case, which a topology driver cannot set. */
class FlattenProcessorTest {

    static Stream<GoldenCase> goldenCases() {
        return GoldenCases.all();
    }

    @ParameterizedTest
    @MethodSource("goldenCases")
    void eachElementLeavesByOneWay(GoldenCase golden) {
        MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
        FlattenProcessor processor =
                new FlattenProcessor(new FlattenCounts(new PrometheusRegistry()));
        processor.init(context);
        context.setRecordMetadata("raw", golden.partition(), golden.offset());

        processor.process(new Record<>(null, golden.value(), 0));

        List<Result> results = context.forwarded().stream().map(f -> result(f, golden)).toList();
        Results.assertAgree(golden.name(), golden.expected(), results);
    }

    private static Result result(
            CapturedForward<? extends byte[], ? extends byte[]> forward, GoldenCase golden) {
        String child = forward.childName().orElseThrow();
        Record<? extends byte[], ? extends byte[]> record = forward.record();
        if (child.equals(FlattenProcessor.DEAD_LETTERS)) {
            assertThat(record.key()).isNull();
            assertThat(Headers.text(record.headers(), "source.topic")).isEqualTo("raw");
            return Result.dead(
                    EnumSet.of(Reason.valueOf(Headers.text(record.headers(), "reason"))),
                    Headers.source(record.headers()),
                    record.value());
        }
        assertThat(record.headers()).isEmpty();
        String json = Result.show(record.value());
        int src = json.lastIndexOf("\"src\":\"") + 7;
        String source = json.substring(src, json.indexOf('"', src));
        assertThat(source).startsWith(golden.partition() + "-" + golden.offset() + "-");
        return Result.row(child.substring(0, child.length() - 1), source, record.value());
    }
}
