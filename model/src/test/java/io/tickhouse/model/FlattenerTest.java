package io.tickhouse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FlattenerTest {

    private static final String GOOD = "{\"T\":\"t\",\"S\":\"A\",\"t\":1000000000000}";

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
                    public void row(Message message) {
                        throw new IllegalStateException("the sink is gone");
                    }

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
                    public void row(Message message) {
                        if (message instanceof Trade trade) {
                            trade(trade);
                        } else if (message instanceof Quote quote) {
                            quote(quote);
                        } else {
                            bar((Bar) message);
                        }
                    }

                    private void trade(Trade trade) {
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
                        assertThat(trade.timeNs).isEqualTo(1_000_000_000_000_000_000L);
                        assertThat(trade.timeMs()).isEqualTo(1_000_000_000_000L);
                    }

                    private void quote(Quote quote) {
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

                    private void bar(Bar bar) {
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
        String quote =
                "{\"T\":\"q\",\"S\":\"A\",\"bp\":-0,\"bs\":-0e-400,\"c\":[],\"t\":1000000000000}";
        String bar = "{\"T\":\"b\",\"S\":\"A\",\"v\":-0.0,\"t\":1000000000000}";
        byte[] value = utf8("[" + GOOD + "," + quote + "," + bar + "]");
        new Flattener().flatten(value, 0, 0, output);
        assertThat(seen).containsExactly("trade", "quote", "bar");
    }

    @Test
    void refusesADocumentBeyondTheLimitWholeAndKeepsItsBeginning() {
        Limits limits = limits(32, 64, 4096, 50);
        String fits = "[" + GOOD + "]" + " ".repeat(50 - GOOD.length() - 2);
        assertThat(fits).hasSize(50);
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
        Limits limits =
                new Limits(
                        4,
                        20,
                        40,
                        1000,
                        100,
                        3,
                        60,
                        2,
                        Instant.parse("2001-01-01T00:00:00Z"),
                        Instant.parse("2025-11-12T15:04:05.5Z"));
        Expectations oracle = new Expectations(limits);
        Flattener flattener = new Flattener(limits);
        RandomRecords records = new RandomRecords(4);
        for (int i = 0; i < 9000; i++) {
            byte[] value =
                    switch (i % 3) {
                        case 0 -> records.next();
                        case 1 -> records.damaged();
                        default -> records.withRuns();
                    };
            Results.assertAgree(
                    Result.show(value),
                    oracle.results(value, 2, i),
                    Results.of(flattener, value, 2, i));
        }
    }

    @Test
    void deadElementsPastTheLimitComeOutAsRunsBetweenRows() {
        Limits limits = limitsOfDead(2, 1000);
        String array = "[1,2,%s,3, [4] , {},%s,%s,5]".formatted(GOOD, GOOD, GOOD);

        List<Result> results = Results.of(new Flattener(limits), utf8(array), 0, 7);

        assertThat(results)
                .extracting(Result::kind)
                .containsExactly("dead", "dead", "trade", "dead", "trade", "trade", "dead");
        assertThat(results.get(1))
                .isEqualTo(Result.dead(EnumSet.of(Reason.NOT_AN_OBJECT), "0-7-1", utf8("2")));
        assertThat(results.get(3))
                .isEqualTo(
                        Result.dead(EnumSet.of(Reason.TOO_LARGE), "0-7-3", 3, utf8("3, [4] , {}")));
        assertThat(results.get(4).source()).isEqualTo("0-7-6");
        assertThat(results.get(6))
                .isEqualTo(Result.dead(EnumSet.of(Reason.TOO_LARGE), "0-7-8", 1, utf8("5")));
    }

    @Test
    void tradesOfMoreDaysThanARecordMayHaveAreDeadLettersAndThoseOfItsFirstDaysRows() {
        StringBuilder array = new StringBuilder("[");
        // Two rounds through 600 days; the second round is read in another batch.
        for (int i = 0; i < 10_000; i++) {
            long time = 1_772_461_800_000L - i / 8 % 600 * 86_400_000L;
            array.append(
                    "{\"T\":\"%s\",\"S\":\"A\",\"t\":%d},"
                            .formatted("tqbdluiT".charAt(i % 8), time));
        }
        byte[] record = utf8(array.append(GOOD).append("]").toString());

        List<Result> results = Results.of(new Flattener(), record, 0, 0);

        Results.assertAgree("600 days", new Expectations().results(record, 0, 0), results);
        assertThat(results.stream().filter(result -> result.kind().equals("bar"))).hasSize(5000);
        // 512 days twice, and 50 of the 1250 half rounds; and the good one.
        assertThat(
                        results.stream()
                                .filter(
                                        result ->
                                                result.kind()
                                                        .matches("trade|quote|luld|imbalance")))
                .hasSize((512 + 512 + 50) * 4);
        List<DeadLetter> letters =
                letters(Limits.DEFAULT, new String(record, StandardCharsets.UTF_8));
        assertThat(letters.get(0).reason).isEqualTo(Reason.TOO_LARGE);
        assertThat(letters.get(0).detail)
                .isEqualTo(
                        "trades, quotes, lulds and imbalances of more than 512 days are in the record");
    }

    @Test
    void rowsOfMoreMonthsThanARecordMayHaveAreDeadLettersAndThoseOfItsFirstMonthsRows() {
        StringBuilder array = new StringBuilder("[");
        LocalDate first = LocalDate.of(1971, 1, 31);
        // Two rounds through all months that a row may have; the second is read in another batch.
        for (int i = 0; i < 2 * 2748; i++) {
            array.append(
                    "{\"T\":\"%s\",\"S\":\"A\",\"t\":\"%sT00:00:00Z\"},"
                            .formatted("bcks".charAt(i % 4), first.plusMonths(i % 2748)));
        }
        byte[] record = utf8(array.append(GOOD).append("]").toString());

        List<Result> results = Results.of(new Flattener(), record, 0, 0);

        Results.assertAgree("2748 months", new Expectations().results(record, 0, 0), results);
        assertThat(
                        results.stream()
                                .filter(
                                        result ->
                                                result.kind()
                                                        .matches("bar|correction|status|clock")))
                .hasSize(2 * 512);
        assertThat(results.get(results.size() - 1).kind()).isEqualTo("trade");
        DeadLetter letter =
                letters(Limits.DEFAULT, new String(record, StandardCharsets.UTF_8)).get(0);
        assertThat(letter.reason).isEqualTo(Reason.TOO_LARGE);
        assertThat(letter.detail)
                .isEqualTo(
                        "bars, corrections, statuses and clocks of more than 512 months are in the"
                                + " record");
    }

    @Test
    void aDeadLetterThatIsCutTellsLengthAndHashOfAll() throws Exception {
        String longText = "[\"" + "x".repeat(100) + "\"]";
        String hash =
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(utf8(longText.substring(1, 103))));

        List<DeadLetter> letters = letters(limitsOfDead(1000, 20), longText);

        assertThat(letters).hasSize(1);
        assertThat(letters.get(0).reason).isEqualTo(Reason.NOT_AN_OBJECT);
        assertThat(letters.get(0).value).isEqualTo(utf8(longText.substring(1, 21)));
        assertThat(letters.get(0).detail)
                .contains("the first 20 of 102 bytes", "SHA-256 of all " + hash);
        assertThat(letters(limitsOfDead(1000, 102), longText).get(0).detail).doesNotContain("SHA");
    }

    @ParameterizedTest
    @CsvSource({
        "1772461800, magnitude of seconds",
        "1772461800.25, magnitude of seconds",
        "1772461800000000, magnitude of microseconds",
        "1772461800000000000, magnitude of nanoseconds",
        "1772461800000.5, not a whole number of milliseconds",
        "0, not between 1971-01-01T00:00:00Z and 2200-01-01T00:00:00Z",
        "20240131, not between",
        "-1, not between",
        "'\"1970-01-01T00:00:00Z\"', not between",
        "'\"2016-12-31T23:59:60Z\"', leap second",
        "'\"today\"', neither epoch milliseconds nor RFC 3339"
    })
    void saysWhatIsWrongWithATime(String time, String detail) {
        List<DeadLetter> letters =
                letters(Limits.DEFAULT, "[{\"T\":\"t\",\"S\":\"A\",\"t\":" + time + "}]");

        assertThat(letters).hasSize(1);
        assertThat(letters.get(0).reason).isEqualTo(Reason.BAD_VALUE);
        assertThat(letters.get(0).detail).contains(detail);
    }

    @Test
    void anElementThatNoStockTopicTakesAsARowIsADeadLetterAndItsNeighboursAreRows() {
        String conditions = ("\"" + "c".repeat(4000) + "\",").repeat(250);
        String longer = GOOD.replace("}", ",\"c\":[" + conditions + "\"\"]}");
        String array = "[%s,%s,%s]".formatted(GOOD, longer, GOOD);

        assertThat(Results.of(new Flattener(), utf8(array), 0, 0))
                .extracting(Result::kind)
                .containsExactly("trade", "dead", "trade");
    }

    /** What makes a row longer than its element: full keys, escapes and numbers. */
    @Test
    void theLongestRowFitsAStockTopic() {
        String number = "1e20";
        String start =
                "[{\"T\":\"t\",\"S\":\"%s\",\"t\":\"2199-12-31T23:59:59Z\",\"p\":%s,\"s\":%s,\"i\":1e18,\"c\":["
                        .formatted("S".repeat(4096), number, number);
        int left = Limits.DEFAULT.maxElementLength() - start.length() - 20;
        String conditions = "\"\\\\\",".repeat(left / 5);
        byte[] array = utf8(start + conditions + "\"\"]}]");

        List<Result> results =
                Results.of(new Flattener(), array, Integer.MAX_VALUE, Long.MAX_VALUE);

        assertThat(results).extracting(Result::kind).containsExactly("trade");
        int record = results.get(0).text().length() + 4096;
        assertThat(record).isGreaterThan(1_000_000).isLessThan(1_048_588 - 200);
    }

    private static Limits limitsOfDead(int elements, int length) {
        return new Limits(
                32,
                64,
                4096,
                16 << 20,
                1_000_000,
                elements,
                length,
                512,
                Limits.DEFAULT.minTime(),
                Limits.DEFAULT.maxTime());
    }

    private static List<DeadLetter> letters(Limits limits, String record) {
        List<DeadLetter> letters = new ArrayList<>();
        Flattener.Output output =
                new Flattener.Output() {
                    @Override
                    public void row(Message message) {}

                    @Override
                    public void deadLetter(DeadLetter letter) {
                        letters.add(letter);
                    }
                };
        new Flattener(limits).flatten(utf8(record), 0, 0, output);
        return letters;
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
                512,
                Limits.DEFAULT.minTime(),
                Limits.DEFAULT.maxTime());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
