package io.tickhouse.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tickhouse.model.GoldenCase;
import io.tickhouse.model.GoldenCases;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Limits;
import io.tickhouse.model.Reason;
import io.tickhouse.model.Result;
import io.tickhouse.model.Results;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Uses the coordinates of each golden case, which a topology driver cannot set. */
class FlattenProcessorTest {

    static Stream<GoldenCase> goldenCases() {
        return GoldenCases.all();
    }

    @ParameterizedTest
    @MethodSource("goldenCases")
    void eachElementLeavesByOneWay(GoldenCase golden) {
        MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
        FlattenProcessor processor =
                new FlattenProcessor(
                        Limits.DEFAULT,
                        new FlattenCounts(new PrometheusRegistry()),
                        new Attempts());
        processor.init(context);
        context.setRecordMetadata("raw", golden.partition(), golden.offset());
        context.setCurrentSystemTimeMs(0);

        processor.process(new Record<>(null, golden.value(), 0));

        List<Result> results = context.forwarded().stream().map(f -> result(f, golden)).toList();
        Results.assertAgree(golden.name(), golden.expected(), results);
    }

    /** H5: a trade of the year 2100, or of 1971, is written at the time of the clock. */
    @Test
    void theTimeOfARecordIsNeverThatOfTheEvent() {
        MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
        FlattenProcessor processor =
                new FlattenProcessor(
                        Limits.DEFAULT,
                        new FlattenCounts(new PrometheusRegistry()),
                        new Attempts());
        processor.init(context);
        context.setRecordMetadata("raw", 0, 0);
        context.setCurrentSystemTimeMs(1_772_461_800_000L);

        byte[] value =
                "[{\"T\":\"t\",\"S\":\"A\",\"p\":1,\"t\":\"2100-01-01T00:00:00Z\"},{},{\"T\":\"t\",\"S\":\"A\",\"p\":1,\"t\":\"1971-02-03T00:00:00Z\"}]"
                        .getBytes(StandardCharsets.UTF_8);
        processor.process(new Record<>(null, value, 7));

        assertThat(context.forwarded())
                .hasSize(3)
                .allMatch(forward -> forward.record().timestamp() == 1_772_461_800_000L);
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
        Kind kind =
                Stream.of(Kind.values())
                        .filter(each -> each.plural().equals(child))
                        .findFirst()
                        .orElseThrow();
        return Result.row(Results.name(kind), source, record.value());
    }
}
