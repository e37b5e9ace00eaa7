package io.tickhouse.connectors.alpaca.wire;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Frames that a feed might send on a bad day: any order of keys, unknown ones, odd values. */
final class RandomFrames {

    private static final String[] TYPES = {
        "t", "q", "b", "d", "u", "c", "x", "s", "l", "i", "o", "n", "p", "zz", "success", "error"
    };
    private static final String[] SYMBOLS = {
        "AAPL", "BRK.B", "BTC/USD", "T", "", "A\\u0041", "株価", "LONGERTHANSIXTEENLETTERS", "x\\\"y"
    };
    private static final String[] IDS = {
        "0",
        "17",
        "71675551234567",
        "3447222699101865076",
        "9223372036854775807",
        "\"B\"",
        "null",
        "-5",
        "99999999999999999999"
    };
    private static final String[] TIMES = {
        "\"2026-03-02T14:30:00.000123456Z\"",
        "\"2026-03-02T14:30:00Z\"",
        "\"2026-03-02T14:30:00.5Z\"",
        "\"yesterday\"",
        "1772461800000",
        "null"
    };
    private static final String[] OTHERS = {
        "\"c\":[\"@\",\" \"]",
        "\"c\":\"R\"",
        "\"p\":1.9022e2",
        "\"p\":null",
        "\"new\":{\"a\":[1,null,{\"b\":true}]}",
        "\"headline\":\"\\ud83d\\ude80 “q” \\\"T\\\" <p>\\/\"",
        "\"Tt\":\"t\"",
        "\"b\":[{\"p\":3500,\"s\":1.5}]",
        "\"\":0"
    };
    private static final String[] EXCHANGES = {"\"V\"", "\"\"", "null", "1"};
    private static final String[] TAPES = {"\"C\"", "\"A\""};
    private static final Arbitrary<String> SPACE =
            Arbitraries.of("", "", "", " ", "\n", "\t ", "\r\n");

    private RandomFrames() {}

    static Arbitrary<String> frames() {
        return Combinators.combine(element().list().ofMaxSize(100), SPACE, SPACE)
                .as(
                        (elements, before, behind) ->
                                before
                                        + "["
                                        + behind
                                        + String.join(before + "," + behind, elements)
                                        + before
                                        + "]"
                                        + behind);
    }

    private static Arbitrary<String> element() {
        return Arbitraries.frequencyOf(
                Tuple.of(200, object()),
                Tuple.of(1, Arbitraries.of("null", "[]", "{}", "7", "\"t\"")));
    }

    private static Arbitrary<String> object() {
        Arbitrary<List<String>> fields =
                Combinators.combine(
                                field("T", 50, Arbitraries.of(TYPES).map(text -> '"' + text + '"')),
                                field(
                                        "S",
                                        20,
                                        Arbitraries.of(SYMBOLS).map(text -> '"' + text + '"')),
                                field("i", 3, Arbitraries.of(IDS)),
                                field("x", 3, Arbitraries.of(EXCHANGES)),
                                field("z", 3, Arbitraries.of(TAPES)),
                                field("t", 10, Arbitraries.of(TIMES)),
                                Arbitraries.of(OTHERS).list().ofMaxSize(3))
                        .as(
                                (type, symbol, id, exchange, tape, time, others) ->
                                        Stream.concat(
                                                        Stream.of(
                                                                type, symbol, id, exchange, tape,
                                                                time),
                                                        others.stream())
                                                .filter(field -> !field.isEmpty())
                                                .toList());
        return Combinators.combine(fields.flatMap(Arbitraries::shuffle), SPACE, SPACE)
                .as(
                        (shuffled, before, behind) ->
                                "{"
                                        + before
                                        + String.join(before + "," + behind, shuffled)
                                        + behind
                                        + "}");
    }

    /** A field, or an empty text in one of so many messages. */
    private static Arbitrary<String> field(String key, int oneIn, Arbitrary<String> values) {
        Arbitrary<String> field =
                Combinators.combine(values, SPACE, SPACE)
                        .as((value, a, b) -> '"' + key + '"' + a + ':' + b + value);
        return Arbitraries.frequencyOf(
                Tuple.of(oneIn - 1, field), Tuple.of(1, Arbitraries.just("")));
    }
}
