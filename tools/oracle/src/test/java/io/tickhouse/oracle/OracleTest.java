package io.tickhouse.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records whose result is plain to see: who judges others is judged by hand. */
class OracleTest {

    private static final String TIME = "\"t\":\"2026-03-02T14:30:00Z\"";

    @Test
    void aTradeBecomesARowWithTheTimeInBothUnits() {
        assertThat(
                        row(
                                "{\"T\":\"t\",\"S\":\"AAPL\",\"i\":17,\"x\":\"V\",\"p\":190.10,"
                                        + "\"s\":100,\"t\":\"2026-03-02T14:30:00.123456789Z\","
                                        + "\"c\":[\"@\",\"I\"],\"z\":\"C\"}"))
                .isEqualTo(
                        "{\"T\":\"t\",\"S\":\"AAPL\",\"i\":17,\"x\":\"V\",\"p\":190.1,\"s\":100,"
                                + "\"timestamp\":1772461800123,\"c\":[\"@\",\"I\"],\"z\":\"C\","
                                + "\"timestamp_ns\":1772461800123456789,\"src\":\"3-41-0\"}");
    }

    @Test
    void aQuoteBecomesARowWithoutItsType() {
        assertThat(
                        row(
                                "{\"T\":\"q\",\"S\":\"SPY\",\"bx\":\"V\",\"bp\":1,\"bs\":2,"
                                        + "\"ax\":\"V\",\"ap\":1.5,\"as\":3,\"c\":[\"R\"],\"z\":\"B\","
                                        + TIME
                                        + "}"))
                .isEqualTo(
                        "{\"S\":\"SPY\",\"bx\":\"V\",\"bp\":1,\"bs\":2,\"ax\":\"V\",\"ap\":1.5,"
                                + "\"as\":3,\"timestamp\":1772461800000,\"c\":[\"R\"],\"z\":\"B\","
                                + "\"timestamp_ns\":1772461800000000000,\"src\":\"3-41-0\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "t, TRADE",
        "q, QUOTE",
        "b, BAR",
        "d, BAR",
        "u, BAR",
        "T, BAR",
        "c, CORRECTION",
        "x, CORRECTION",
        "s, STATUS",
        "l, LULD",
        "i, IMBALANCE",
        "k, CLOCK",
    })
    void theTypeDecidesTheKind(String type, Verdict.Kind kind) {
        Verdict verdict = only("{\"T\":\"" + type + "\",\"S\":\"AAPL\"," + TIME + "}");

        assertThat(verdict.kind()).isEqualTo(kind);
        assertThat(verdict.symbol()).isEqualTo("AAPL");
        assertThat(verdict.reasons()).isEmpty();
    }

    @Test
    void theOrderOfTheFieldsAndWhatIsUnknownChangeNothing() {
        String plain = trade("\"p\":1,\"s\":2");

        assertThat(
                        row(
                                "{\"new\":{\"S\":[1]},\"s\":2,"
                                        + TIME
                                        + ",\"p\":1,\"S\":\"A\",\"T\":\"t\"}"))
                .isEqualTo(row(plain));
    }

    @Test
    void aFieldThatIsNullIsLeftOut() {
        assertThat(row(trade("\"x\":null,\"c\":null"))).isEqualTo(row(trade("")));
    }

    @Test
    void aSingleConditionBecomesAList() {
        assertThat(row(trade("\"c\":\"@\""))).contains("\"c\":[\"@\"]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "1#NOT_AN_OBJECT",
                "[]#NOT_AN_OBJECT",
                "null#NOT_AN_OBJECT",
                "{}#MISSING_FIELD",
                "{\"T\":null}#MISSING_FIELD",
                "{\"T\":1}#BAD_VALUE",
                "{\"T\":\"tt\"}#UNKNOWN_TYPE",
                "{\"T\":\"o\"}#UNSUPPORTED_TYPE",
                "{\"T\":\"n\"}#UNSUPPORTED_TYPE",
                "{\"T\":\"success\",\"msg\":\"connected\"}#CONTROL_MESSAGE",
                "{\"T\":\"error\",\"code\":406}#CONTROL_MESSAGE",
            })
    void anElementThatIsNoRowSaysWhy(String element, String reason) {
        Verdict verdict = only(element);

        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.DEAD_LETTER);
        assertThat(verdict.reasons()).containsExactly(reason);
        assertThat(text(verdict)).isEqualTo(element);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"p\":-1",
                "\"p\":\"1\"",
                "\"p\":null",
                "\"p\":1e999",
                "\"p\":0.10000000000000001",
                "\"p\":1,\"p\":1",
                "\"i\":1.5",
                "\"i\":\"1\"",
                "\"x\":1",
                "\"x\":\"a\\u0000b\"",
                "\"x\":\"\\ud800\"",
                "\"c\":[\"@\",1]",
                "\"c\":{}",
                "\"S\":\"B\"",
                "\"T\":\"t\""
            })
    void aValueThatNoColumnHoldsIsBad(String field) {
        assertThat(only(trade(field)).reasons()).containsExactly("BAD_VALUE");
    }

    @Test
    void everyFaultOfAnElementIsAmongTheReasons() {
        assertThat(only("{\"T\":\"t\",\"p\":-1}").reasons())
                .containsExactlyInAnyOrder("MISSING_FIELD", "BAD_VALUE");
    }

    @ParameterizedTest
    @CsvSource({
        "9223372036854775807, 9223372036854775807",
        "-9223372036854775807, -9223372036854775807",
        "1e3, 1000",
        "1.50e1, 15",
        "-0.0, 0",
        "0e999999999999, 0"
    })
    void anIdIsAnyWholeNumberOfALong(String written, String read) {
        assertThat(row(trade("\"i\":" + written))).contains("\"i\":" + read + ",");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"9223372036854775808", "-9223372036854775808", "1e-1", "1e999999999999"})
    void anIdBeyondALongIsBad(String id) {
        assertThat(only(trade("\"i\":" + id)).reasons()).containsExactly("BAD_VALUE");
    }

    @Test
    void onlyAnAverageMayBeRounded() {
        String number = "0.10000000000000001";
        String bar = "{\"T\":\"b\",\"S\":\"A\"," + TIME + ",\"%s\":" + number + "}";

        assertThat(row(bar.formatted("vw"))).contains("\"vw\":0.1,");
        assertThat(only(bar.formatted("o")).reasons()).containsExactly("BAD_VALUE");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T14:30:00Z, 1772461800000000000",
        "2026-03-02t14:30:00z, 1772461800000000000",
        "2026-03-02T09:30:00-05:00, 1772461800000000000",
        "2026-03-02T14:30:00.1Z, 1772461800100000000",
        "2026-03-02T14:30:00.000000001Z, 1772461800000000001",
        "2024-02-29T00:00:00Z, 1709164800000000000",
        "2000-01-01T00:00:00+23:59, 946598460000000000"
    })
    void aTimeIsReadToTheNanosecond(String time, long nanos) {
        assertThat(row("{\"T\":\"t\",\"S\":\"A\",\"t\":\"" + time + "\"}"))
                .contains("\"timestamp_ns\":" + nanos + ",");
    }

    @Test
    void aTimeInMillisecondsIsANumber() {
        assertThat(row("{\"T\":\"t\",\"S\":\"A\",\"t\":1772461800123}"))
                .contains("\"timestamp_ns\":1772461800123000000,");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-29T00:00:00Z",
                "2026-03-02T24:00:00Z",
                "2026-03-02T14:30:60Z",
                "2026-03-02T14:30:00.1234567890Z",
                "2026-03-02T14:30:00",
                "2026-03-02 14:30:00Z",
                "2026-03-02T14:30:00+24:00",
                "1772461800123",
                ""
            })
    void aTimeThatIsNoneIsBad(String time) {
        assertThat(only("{\"T\":\"t\",\"S\":\"A\",\"t\":\"" + time + "\"}").reasons())
                .containsExactly("BAD_VALUE");
    }

    @Test
    void theFirstTimeIsInAndTheLastIsOut() {
        Instant time = Instant.parse("2026-03-02T14:30:00Z");
        String record = "[" + trade("") + "]";

        assertThat(judge(Bounds.DEFAULT.withTimes(time, time.plusNanos(1)), record).get(0).kind())
                .isEqualTo(Verdict.Kind.TRADE);
        assertThat(
                        judge(Bounds.DEFAULT.withTimes(time.minusNanos(1), time), record)
                                .get(0)
                                .reasons())
                .containsExactly("BAD_VALUE");
        assertThat(
                        judge(Bounds.DEFAULT.withTimes(time.plusNanos(1), Instant.MAX), record)
                                .get(0)
                                .reasons())
                .containsExactly("BAD_VALUE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "''#NOT_JSON",
                "[#NOT_JSON",
                "[1,]#NOT_JSON",
                "[] []#NOT_JSON",
                "[NaN]#NOT_JSON",
                "\ufeff[]#NOT_JSON",
                "{}#NOT_AN_ARRAY",
                "null#NOT_AN_ARRAY",
                "1#NOT_AN_ARRAY"
            })
    void aRecordThatIsNoArrayIsOneDeadLetter(String record, String reason) {
        Verdict verdict = single(judge(Bounds.DEFAULT, record));

        assertThat(verdict.index()).isEqualTo(Verdict.WHOLE_RECORD);
        assertThat(verdict.reasons()).containsExactly(reason);
        assertThat(text(verdict)).isEqualTo(record);
    }

    @Test
    void bytesThatAreNotUtf8AreNotJson() {
        byte[] record = {'[', '"', (byte) 0xc3, '"', ']'};

        Verdict verdict = single(judge(Bounds.DEFAULT, record));

        assertThat(verdict.reasons()).containsExactly("NOT_JSON");
        assertThat(verdict.bytes()).isEqualTo(record);
    }

    @Test
    void aRecordWithoutAValueIsADeadLetterWithoutBytes() {
        Verdict verdict = single(judge(Bounds.DEFAULT, (byte[]) null));

        assertThat(verdict.reasons()).containsExactly("NULL_VALUE");
        assertThat(verdict.bytes()).isEmpty();
    }

    @Test
    void anEmptyArrayBecomesNothing() {
        assertThat(judge(Bounds.DEFAULT, " [ ] ")).isEmpty();
    }

    @Test
    void aDeadElementLeavesItsNeighboursAlone() {
        List<Verdict> verdicts =
                judge(Bounds.DEFAULT, "[" + trade("") + ", {\"T\":1} ," + trade("") + "]");

        assertThat(verdicts)
                .extracting(Verdict::kind)
                .containsExactly(Verdict.Kind.TRADE, Verdict.Kind.DEAD_LETTER, Verdict.Kind.TRADE);
        assertThat(text(verdicts.get(1))).isEqualTo("{\"T\":1}");
        assertThat(text(verdicts.get(2))).contains("\"src\":\"3-41-2\"");
    }

    @ParameterizedTest
    @CsvSource({"30, TRADE", "31, DEAD_LETTER"})
    void anElementNestsToTheBoundAndNoDeeper(int levels, Verdict.Kind kind) {
        // The array of the record and the element itself are two levels more.
        String nested = "[".repeat(levels) + "]".repeat(levels);

        assertThat(only(trade("\"new\":" + nested)).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({"64, TRADE", "65, DEAD_LETTER"})
    void aNumberIsAsLongAsTheBoundAndNoLonger(int length, Verdict.Kind kind) {
        assertThat(only(trade("\"new\":1." + "0".repeat(length - 2))).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({"4096, TRADE", "4097, DEAD_LETTER"})
    void aTextIsAsLongAsTheBoundAndNoLonger(int length, Verdict.Kind kind) {
        // Two bytes each, and one for what is left.
        String text = "\u00fc".repeat(length / 2) + "x".repeat(length % 2);

        assertThat(only(trade("\"new\":\"" + text + "\"")).kind()).isEqualTo(kind);
    }

    @Test
    void deadElementsBeyondTheBoundComeAsOneUntilARowEndsThem() {
        Bounds bounds = bounds(1, 512);

        List<Verdict> verdicts = judge(bounds, "[1, 2 ,3," + trade("") + ",4,5,6]");

        assertThat(verdicts).extracting(Verdict::index).containsExactly(0, 1, 3, 4);
        assertThat(verdicts).extracting(Verdict::elements).containsExactly(1, 2, 1, 3);
        assertThat(text(verdicts.get(1))).isEqualTo("2 ,3");
        assertThat(text(verdicts.get(3))).isEqualTo("4,5,6");
    }

    @Test
    void aDeadLetterKeepsItsBeginning() {
        Bounds bounds = Bounds.DEFAULT.withMaxDeadLetterLength(4);

        assertThat(text(single(judge(bounds, "nothing")))).isEqualTo("noth");
        assertThat(text(single(judge(bounds, "[123456]")))).isEqualTo("1234");
        assertThat(text(single(judge(bounds, "[1234]")))).isEqualTo("1234");
    }

    @Test
    void aRecordOfTooManyDaysLosesTheTradesOfTheLast() {
        String first = trade("");
        String next = first.replace("03-02", "03-03");

        assertThat(judge(bounds(1000, 1), "[" + first + "," + next + "," + first + "]"))
                .extracting(Verdict::kind)
                .containsExactly(Verdict.Kind.TRADE, Verdict.Kind.DEAD_LETTER, Verdict.Kind.TRADE);
    }

    @Test
    void aRecordOfTooManyMonthsLosesTheBarsOfTheLast() {
        String first = trade("").replace("\"T\":\"t\"", "\"T\":\"b\"");
        String sameMonth = first.replace("03-02", "03-31");
        String next = first.replace("03-02", "04-01");

        assertThat(judge(bounds(1000, 1), "[" + first + "," + next + "," + sameMonth + "]"))
                .extracting(Verdict::kind)
                .containsExactly(Verdict.Kind.BAR, Verdict.Kind.DEAD_LETTER, Verdict.Kind.BAR);
    }

    @Test
    void barsDoNotCountAsDaysOfTheTrades() {
        String trade = trade("");
        String bar = trade.replace("\"T\":\"t\"", "\"T\":\"b\"").replace("03-02", "03-03");

        assertThat(judge(bounds(1000, 1), "[" + trade + "," + bar + "]"))
                .extracting(Verdict::kind)
                .containsExactly(Verdict.Kind.TRADE, Verdict.Kind.BAR);
    }

    @Property
    void anyTextOfATradeComesBack(@ForAll String text) {
        String quoted = "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        Verdict verdict = single(judge(Bounds.DEFAULT, "[" + trade("\"x\":" + quoted) + "]"));

        if (verdict.kind() == Verdict.Kind.TRADE) {
            assertThat(text(verdict)).contains("\"x\":" + quoted + ",");
        } else {
            // Control characters are not JSON, and half a character or NUL is no text.
            assertThat(text).matches("(?s).*[\\x00-\\x1f\\ud800-\\udfff].*");
        }
    }

    @Property
    void anyBytesGetAVerdictAndNoneIsLost(@ForAll byte[] record) {
        List<Verdict> verdicts = judge(Bounds.DEFAULT, record);

        if (verdicts.size() == 1 && verdicts.get(0).index() == Verdict.WHOLE_RECORD) {
            assertThat(verdicts.get(0).bytes()).isEqualTo(record);
        } else {
            for (int i = 0; i < verdicts.size(); i++) {
                assertThat(verdicts.get(i).index()).isEqualTo(i);
            }
        }
    }

    private static Bounds bounds(int maxDeadElements, int maxDays) {
        Bounds all = Bounds.DEFAULT;
        return new Bounds(
                all.maxDepth(),
                all.maxNumberLength(),
                all.maxStringLength(),
                all.maxDocumentLength(),
                all.maxElementLength(),
                maxDeadElements,
                all.maxDeadLetterLength(),
                maxDays,
                all.minTime(),
                all.maxTime());
    }

    private static String trade(String fields) {
        return "{\"T\":\"t\",\"S\":\"A\"," + TIME + (fields.isEmpty() ? "" : "," + fields) + "}";
    }

    private static String row(String element) {
        Verdict verdict = only(element);
        assertThat(verdict.reasons()).isEmpty();
        return text(verdict);
    }

    private static Verdict only(String element) {
        return single(judge(Bounds.DEFAULT, "[" + element + "]"));
    }

    private static Verdict single(List<Verdict> verdicts) {
        assertThat(verdicts).hasSize(1);
        return verdicts.get(0);
    }

    private static String text(Verdict verdict) {
        return new String(verdict.bytes(), StandardCharsets.UTF_8);
    }

    private static List<Verdict> judge(Bounds bounds, String record) {
        return judge(bounds, record.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Verdict> judge(Bounds bounds, byte[] record) {
        List<Verdict> verdicts = new ArrayList<>();
        new Oracle(bounds).judge(record, 3, 41, verdicts::add);
        return verdicts;
    }
}
