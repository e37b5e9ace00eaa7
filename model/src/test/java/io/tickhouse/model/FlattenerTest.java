package io.tickhouse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FlattenerTest {

    private static final String GOOD = "{\"T\":\"t\",\"S\":\"A\",\"t\":1000}";

    static Stream<GoldenCase> golden() {
        return GoldenCases.all();
    }

    @ParameterizedTest
    @MethodSource("golden")
    void makesOfEveryGoldenCaseWhatIsWrittenThere(GoldenCase golden) {
        Flattener flattener = new Flattener();
        assertThat(Results.of(flattener, golden.value(), golden.partition(), golden.offset()))
                .isEqualTo(golden.expected());
    }

    @Test
    void makesTheSameOfGoldenCasesInAnyOrderOnOneInstance() {
        List<GoldenCase> cases = new ArrayList<>(golden().toList());
        Flattener flattener = new Flattener();
        Random random = new Random(7);
        for (int round = 0; round < 5; round++) {
            Collections.shuffle(cases, random);
            for (GoldenCase golden : cases) {
                assertThat(
                                Results.of(
                                        flattener,
                                        golden.value(),
                                        golden.partition(),
                                        golden.offset()))
                        .as(golden.name())
                        .isEqualTo(golden.expected());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyReasonHasAGoldenCase(Reason reason) {
        assertThat(golden().flatMap(golden -> golden.expected().stream()))
                .anyMatch(result -> result.reasons().contains(reason));
    }

    @Test
    void oneInstanceAndFreshOnesMakeTheSameOfRandomRecords() {
        RandomRecords records = new RandomRecords(20251112);
        Flattener reused = new Flattener();
        for (int i = 0; i < 2000; i++) {
            byte[] value = i % 2 == 0 ? records.next() : records.damaged();
            assertThat(Results.of(reused, value, 1, i))
                    .as("record %d: %s", i, Result.show(value))
                    .isEqualTo(Results.of(new Flattener(), value, 1, i));
        }
    }

    @Test
    void doesNotWriteToTheRecord() {
        golden().filter(golden -> golden.value() != null)
                .forEach(
                        golden -> {
                            byte[] value = golden.value();
                            Results.of(new Flattener(), value, 0, 0);
                            assertThat(value).as(golden.name()).isEqualTo(golden.value());
                        });
    }

    @Test
    void keepsCoordinatesOfAnySize() {
        Flattener flattener = new Flattener();
        for (long offset : new long[] {0, 1, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE}) {
            byte[] value = utf8("[" + GOOD + ",1]");
            List<Result> results = Results.of(flattener, value, Integer.MAX_VALUE, offset);
            assertThat(results)
                    .extracting(Result::source)
                    .containsExactly("2147483647-" + offset + "-0", "2147483647-" + offset + "-1");
            assertThat(results.get(0).text()).endsWith(",\"src\":\"2147483647-" + offset + "-0\"}");
        }
    }

    @Test
    void handsOutMoreElementsThanItKeepsObjectsFor() {
        int count = 20_000;
        String array =
                IntStream.range(0, count)
                        .mapToObj(i -> i % 3 == 0 ? GOOD.replace("\"t\",", "\"q\",") : GOOD)
                        .reduce((left, right) -> right)
                        .map(last -> ("," + last).repeat(count).substring(1))
                        .orElseThrow();
        Flattener flattener = new Flattener();
        for (int round = 0; round < 2; round++) {
            List<Result> results = Results.of(flattener, utf8("[" + array + "]"), 0, round);
            assertThat(results).hasSize(count);
            assertThat(results.get(count - 1).source()).isEqualTo("0-" + round + "-19999");
        }
    }

    @Test
    void keepsNothingOfARecordWhoseOutputFailed() {
        Flattener flattener = new Flattener();
        Flattener.Output failing =
                new Flattener.Output() {
                    @Override
                    public void trade(Trade trade) {
                        throw new IllegalStateException("the sink is gone");
                    }

                    @Override
                    public void quote(Quote quote) {}

                    @Override
                    public void bar(Bar bar) {}

                    @Override
                    public void deadLetter(DeadLetter letter) {}
                };
        byte[] two = utf8("[" + GOOD + "," + GOOD + "]");
        assertThatThrownBy(() -> flattener.flatten(two, 0, 1, failing))
                .isInstanceOf(IllegalStateException.class);
        assertThat(Results.of(flattener, utf8("[" + GOOD + "]"), 0, 2))
                .extracting(Result::source)
                .containsExactly("0-2-0");
    }

    @Test
    void handsOutAbsentFieldsAndZerosInTheirOneForm() {
        List<String> seen = new ArrayList<>();
        Flattener.Output output =
                new Flattener.Output() {
                    @Override
                    public void trade(Trade trade) {
                        seen.add("trade");
                        assertThat(trade.id).isEqualTo(Message.ABSENT);
                        assertThat(trade.size).isNaN();
                        assertThat(trade.price).isNaN();
                        assertThat(trade.exchange).isNull();
                        assertThat(trade.tape).isNull();
                        assertThat(trade.takerSide).isNull();
                        assertThat(trade.update).isNull();
                        assertThat(trade.conditions).isNull();
                        assertThat(trade.type).containsExactly('t');
                        assertThat(trade.timeNs).isEqualTo(1_000_000_000);
                        assertThat(trade.timeMs()).isEqualTo(1000);
                    }

                    @Override
                    public void quote(Quote quote) {
                        seen.add("quote");
                        // Both zeros are written as 0, but a column would keep them apart.
                        assertThat(Double.doubleToRawLongBits(quote.bidPrice)).isZero();
                        assertThat(Double.doubleToRawLongBits(quote.bidSize)).isZero();
                        assertThat(quote.askPrice).isNaN();
                        assertThat(quote.askSize).isNaN();
                        assertThat(quote.bidExchange).isNull();
                        assertThat(quote.askExchange).isNull();
                        assertThat(quote.conditions).isEmpty();
                    }

                    @Override
                    public void bar(Bar bar) {
                        seen.add("bar");
                        assertThat(bar.count).isEqualTo(Message.ABSENT);
                        assertThat(bar.vwap).isNaN();
                        assertThat(bar.open).isNaN();
                        assertThat(Double.doubleToRawLongBits(bar.volume)).isZero();
                    }

                    @Override
                    public void deadLetter(DeadLetter letter) {
                        seen.add(letter.detail);
                    }
                };
        String quote = "{\"T\":\"q\",\"S\":\"A\",\"bp\":-0,\"bs\":-0e-400,\"c\":[],\"t\":1000}";
        String bar = "{\"T\":\"b\",\"S\":\"A\",\"v\":-0.0,\"t\":1000}";
        byte[] value = utf8("[" + GOOD + "," + quote + "," + bar + "]");
        new Flattener().flatten(value, 0, 0, output);
        assertThat(seen).containsExactly("trade", "quote", "bar");
    }

    @Test
    void refusesADocumentBeyondTheLimitWholeAndKeepsItsBeginning() {
        Limits limits = limits(32, 64, 4096, 40);
        String fits = "[" + GOOD + "]" + " ".repeat(40 - GOOD.length() - 2);
        assertThat(fits).hasSize(40);
        assertThat(Results.of(new Flattener(limits), utf8(fits), 0, 0))
                .extracting(Result::kind)
                .containsExactly("trade");
        assertThat(Results.of(new Flattener(limits), utf8(fits + " "), 0, 0))
                .containsExactly(Result.dead(EnumSet.of(Reason.TOO_LARGE), "0-0--1", utf8(fits)));
    }

    @Test
    void takesARecordOfTheLargestSize() {
        int longest = Limits.DEFAULT.maxDocumentLength();
        byte[] value = new byte[longest + 1];
        Arrays.fill(value, (byte) ' ');
        byte[] array = utf8("[" + GOOD + "]");
        System.arraycopy(array, 0, value, longest - array.length, array.length);
        assertThat(kinds(Arrays.copyOf(value, longest))).containsExactly("trade");
        assertThat(kinds(value)).containsExactly("dead");
    }

    private static List<String> kinds(byte[] value) {
        return Results.of(new Flattener(), value, 0, 0).stream().map(Result::kind).toList();
    }

    @Test
    void holdsToSmallerLimitsAsTheOracleDoes() {
        Limits limits = limits(4, 20, 40, 400);
        Expectations oracle = new Expectations(limits);
        Flattener flattener = new Flattener(limits);
        RandomRecords records = new RandomRecords(4);
        for (int i = 0; i < 5000; i++) {
            byte[] value = i % 2 == 0 ? records.next() : records.damaged();
            Results.assertAgree(
                    Result.show(value),
                    oracle.results(value, 2, i),
                    Results.of(flattener, value, 2, i));
        }
    }

    private static Limits limits(int depth, int number, int string, int document) {
        return new Limits(
                depth,
                number,
                string,
                document,
                1_000_000,
                1000,
                document,
                Limits.DEFAULT.minTime(),
                Limits.DEFAULT.maxTime());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
