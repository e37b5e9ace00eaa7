package io.tickhouse.jobs.flatten;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.connectors.kafka.RawRecord;
import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.FlatJson;
import io.tickhouse.model.GoldenCase;
import io.tickhouse.model.GoldenCases;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Limits;
import io.tickhouse.model.Message;
import io.tickhouse.model.Reason;
import io.tickhouse.model.Result;
import io.tickhouse.model.Results;
import io.tickhouse.model.Trade;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("try") // the harness may be interrupted while it closes
class FlattenFunctionTest {

    private static final Comparator<Result> BY_INDEX =
            Comparator.comparingInt(
                    r -> Integer.parseInt(r.source().replaceFirst("^\\d+-\\d+-", "")));

    static Stream<GoldenCase> goldenCases() {
        return GoldenCases.all();
    }

    @ParameterizedTest
    @MethodSource("goldenCases")
    void eachElementLeavesByOneWay(GoldenCase golden) throws Exception {
        List<Result> results = new ArrayList<>();
        try (OneInputStreamOperatorTestHarness<RawRecord, Trade> harness =
                ProcessFunctionTestHarnesses.forProcessFunction(
                        new FlattenFunction(Limits.DEFAULT))) {
            harness.getExecutionConfig().enableObjectReuse();
            harness.processElement(
                    new RawRecord(golden.value(), golden.partition(), golden.offset()), 0);

            // The harness keeps references to the reused rows. With one record they stay valid,
            // because the pool hands out each row once per record.
            harness.extractOutputValues().forEach(trade -> results.add(row(trade)));
            for (Kind kind : Kind.values()) {
                rows(harness.getSideOutput(FlattenFunction.tag(kind)), results);
            }
            Queue<StreamRecord<DeadLetter>> dead =
                    harness.getSideOutput(FlattenFunction.DEAD_LETTERS);
            if (dead != null) {
                dead.forEach(r -> results.add(dead(r.getValue())));
            }
        }
        results.sort(BY_INDEX);

        Results.assertAgree(golden.name(), golden.expected(), results);
    }

    @Test
    void aRecordThatCannotBeReadDoesNotStopTheNext() throws Exception {
        try (OneInputStreamOperatorTestHarness<RawRecord, Trade> harness =
                ProcessFunctionTestHarnesses.forProcessFunction(
                        new FlattenFunction(Limits.DEFAULT))) {
            harness.processElement(new RawRecord(bytes("[{\"T\":\"t\""), 0, 1), 0);
            harness.processElement(new RawRecord(null, 0, 2), 0);
            harness.processElement(
                    new RawRecord(
                            bytes("[{\"T\":\"t\",\"S\":\"AAPL\",\"t\":1000000000000}]"), 0, 3),
                    0);

            assertThat(harness.extractOutputValues()).hasSize(1);
            assertThat(harness.getSideOutput(FlattenFunction.DEAD_LETTERS)).hasSize(2);
        }
    }

    @Test
    void theBoundsOfTheStartHold() throws Exception {
        Limits limits =
                Limits.DEFAULT
                        .withTimes(Instant.EPOCH, Instant.ofEpochMilli(10))
                        .withMaxDeadLetterLength(30);
        try (OneInputStreamOperatorTestHarness<RawRecord, Trade> harness =
                ProcessFunctionTestHarnesses.forProcessFunction(new FlattenFunction(limits))) {
            harness.processElement(
                    new RawRecord(
                            bytes(
                                    "[{\"T\":\"t\",\"S\":\"AAPL\",\"t\":9},"
                                            + "{\"T\":\"t\",\"S\":\"AAPL\",\"t\":1772461800000}]"),
                            0,
                            1),
                    0);

            assertThat(harness.extractOutputValues()).hasSize(1);
            DeadLetter dead =
                    harness.getSideOutput(FlattenFunction.DEAD_LETTERS).element().getValue();
            assertThat(dead.reason).isEqualTo(Reason.BAD_VALUE);
            assertThat(dead.value).hasSize(30);
        }
    }

    private static void rows(Queue<StreamRecord<Message>> output, List<Result> results) {
        if (output != null) {
            output.forEach(r -> results.add(row(r.getValue())));
        }
    }

    static Result row(Message message) {
        return Results.row(message, new FlatJson());
    }

    static Result dead(DeadLetter letter) {
        String source = letter.partition + "-" + letter.offset + "-" + letter.index;
        return Result.dead(EnumSet.of(letter.reason), source, letter.value);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
