package io.tickhouse.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The edges of the JSON grammar, each tried three ways: as the whole record, as an element between
 * good ones, and as the value of an unknown key of a good message.
 */
class Rfc8259Test {

    private static final String GOOD = "{\"T\":\"t\",\"S\":\"A\",\"t\":1000000000000}";

    /** One JSON value each. */
    static Stream<String> valid() {
        return Stream.of(
                // numbers
                "0",
                "-0",
                "1",
                "-1",
                "10",
                "0.0",
                "-0.0",
                "0.5",
                "1.0",
                "1.50",
                "1e5",
                "1E5",
                "1e+5",
                "1e-5",
                "0e0",
                "0E+0",
                "-0e-0",
                "1.5e300",
                "1e400",
                "-1e400",
                "1e-400",
                "1e00005",
                "123456789012345678901234567890",
                "0.000000000000000000000000000000000001",
                "9223372036854775808",
                "100000000000000000000000000000000e-32",
                // literals
                "true",
                "false",
                "null",
                // strings
                "\"\"",
                "\" \"",
                "\"a\"",
                "\"\\\"\"",
                "\"\\\\\"",
                "\"\\/\"",
                "\"/\"",
                "\"\\b\\f\\n\\r\\t\"",
                "\"\\u0000\"",
                "\"\\u001f\"",
                "\"\\u0020\"",
                "\"\\u00e9\"",
                "\"\\uFFFF\"",
                "\"\\uaBcD\"",
                "\"\\ud83d\\ude80\"",
                "\"\\\\u0000\"",
                "\"\\\\\\\\\"",
                "\"'\"",
                "\"é\"",
                "\"株\"",
                "\"\ud83d\ude80\"",
                "\"\u007f\"",
                "\"\u0080\"",
                "\"\u2028\u2029\"",
                "\"\ufeff\"",
                "\"\ufffe\"",
                "\"\uffff\"",
                "\"\udbff\udfff\"",
                "\"[{]}:,\"",
                "\"// no comment\"",
                "\"/* nor this */\"",
                // arrays
                "[]",
                "[ ]",
                "[[]]",
                "[[],[]]",
                "[1]",
                "[1,2]",
                "[null]",
                "[ 1 , 2 ]",
                "[\"\"]",
                "[[[[[[[[]]]]]]]]",
                "[1,\"a\",true,null,{},[]]",
                "[\n1\n,\t2\r]",
                "[-1,-0]",
                // objects
                "{}",
                "{ }",
                "{\"\":0}",
                "{\"a\":1}",
                "{\"a\":1,\"b\":2}",
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":{}}",
                "{\"a\":{\"b\":{\"c\":[]}}}",
                "{ \"a\" : 1 }",
                "{\"\\u0061\":1}",
                "{\"a\\u0000b\":1}",
                "{\"株\":1}",
                "{\"a\":[],\"b\":[{}]}",
                "{\n\"a\"\n:\n1\n}",
                "{\"[\":\"]\"}",
                "{\"\\\"\":\"\\\\\"}");
    }

    /** The grammar leaves these to the reader. This one accepts them, to keep their neighbours. */
    static Stream<String> free() {
        return Stream.of(
                "\"\\ud800\"",
                "\"\\udc00\"",
                "\"\\udc00\\ud800\"",
                "\"\\ud800\\ud800\"",
                "\"\\ud83dx\"",
                "\"\\ud83d\\n\"",
                "\"\\uDBFF\\u0041\"",
                "{\"\\ud800\":\"\\udfff\"}",
                "[\"\\udead\"]");
    }

    /** Not a JSON value, in any position. */
    static Stream<String> invalid() {
        return Stream.of(
                // numbers
                "01",
                "-01",
                "00",
                "-",
                "+1",
                "+",
                ".5",
                "-.5",
                "1.",
                "-1.",
                "1.e5",
                "1e",
                "1e+",
                "1e-",
                "1E",
                "1.5e",
                "0x1",
                "0x1F",
                "1_000",
                "1,000.5.1",
                "1.2.3",
                "1e1.5",
                "1e1e1",
                "--1",
                "1-",
                "1+1",
                "1a",
                "0b1",
                "1L",
                "1f",
                "1d",
                "NaN",
                "-NaN",
                "Infinity",
                "-Infinity",
                "inf",
                "nan",
                "１",
                "1e５",
                "- 1",
                "1 .5",
                "1. 5",
                "1 e5",
                "0 1",
                "∞",
                "-a",
                "1\u0000",
                // literals
                "True",
                "FALSE",
                "Null",
                "nul",
                "tru",
                "fals",
                "nulll",
                "truee",
                "falsey",
                "undefined",
                "n",
                "t",
                "f",
                "nil",
                "None",
                "true false",
                "truenull",
                "nuLl",
                "t\\u0072ue",
                "null1",
                "null\"a\"",
                // strings
                "\"",
                "\"a",
                "a\"",
                "a",
                "'a'",
                "`a`",
                "\"\\\"",
                "\"\\\\\\\"",
                "\"\\a\"",
                "\"\\v\"",
                "\"\\0\"",
                "\"\\x41\"",
                "\"\\'\"",
                "\"\\ \"",
                "\"\\\n\"",
                "\"\\u\"",
                "\"\\u1\"",
                "\"\\u12\"",
                "\"\\u123\"",
                "\"\\u123g\"",
                "\"\\u 123\"",
                "\"\\u+123\"",
                "\"\\u-123\"",
                "\"\\U0041\"",
                "\"\\u{41}\"",
                "\"\\u００４１\"",
                "\"\\ud83d\\u\"",
                "\"\\ud83d\\ude8\"",
                "\"\\é\"",
                "\"\\株\"",
                "\"\t\"",
                "\"\n\"",
                "\"\r\"",
                "\"\b\"",
                "\"\f\"",
                "\"\u0000\"",
                "\"\u0001\"",
                "\"\u001f\"",
                "\"a\u0000b\"",
                "\"a\" \"b\"",
                "\"a\"b",
                "\"\"\"",
                "“a”",
                "\\u0022a\\u0022",
                // arrays
                "[",
                "[1",
                "[1,",
                "[,",
                "[,]",
                "[,1]",
                "[1,]",
                "[1,,2]",
                "[1 2]",
                "[1;2]",
                "[1:2]",
                "[1}",
                "[[]",
                "[[",
                "[\"a\"",
                "[\"a",
                "[}",
                "[]]]",
                "[1]]]",
                "(1)",
                "[...]",
                "[1,[2]",
                "[a]",
                "[*]",
                "[\u00a0]",
                "[\f]",
                "[\u000b]",
                "[\u2028]",
                "[\ufeff]",
                "[\u0000]",
                "[1\u0085]",
                "[\u3000]",
                // objects
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "{,}",
                "{\"a\":1,}",
                "{,\"a\":1}",
                "{\"a\"}",
                "{\"a\",1}",
                "{\"a\":}",
                "{:1}",
                "{\"a\"::1}",
                "{\"a\":1:2}",
                "{\"a\" 1}",
                "{\"a\"=1}",
                "{\"a\"=>1}",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "{null:1}",
                "{true:1}",
                "{[]:1}",
                "{{}:1}",
                "{\"a\":1]",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1;\"b\":2}",
                "{\"a\":1,,\"b\":2}",
                "{\"a\":1}}}",
                "{\"a\":a}",
                "{\"a\":1,\"b\"}",
                "{\"a\\\":1}",
                "{\"a\n\":1}",
                "{\"\\x\":1}",
                "{\"a\":1,b:2}",
                "{}{}",
                "{} {}",
                "{\"a\":[1}",
                "{\"a\":{]}",
                "{*}",
                "{..}",
                // comments and others
                "/* a */",
                "// a",
                "# a",
                "1/* a */",
                "/**/1",
                "[1// a\n]",
                "[/* a */]",
                "{\"a\":/**/1}",
                "<!-- -->1",
                ";",
                ":",
                "]",
                "}",
                ")",
                "*",
                "@",
                "$",
                "~",
                "\\",
                "/",
                "\u0000",
                "\u007f",
                "\u00a0",
                "\ufeff",
                "\ufeff1",
                "1\ufeff",
                "\u20281",
                "é",
                "株",
                "\ud83d\ude80");
    }

    /** Not UTF-8 in any position; used as the content of a string. */
    static Stream<byte[]> notUtf8() {
        return Stream.of(
                        "80",
                        "bf",
                        "c0",
                        "c1",
                        "c080",
                        "c0af",
                        "c1bf",
                        "c2",
                        "c220",
                        "c2c2",
                        "df",
                        "e0",
                        "e080",
                        "e08080",
                        "e09fbf",
                        "e0a0",
                        "e0a020",
                        "e1",
                        "e18020",
                        "e180c0",
                        "ed",
                        "eda080",
                        "edafbf",
                        "edb080",
                        "edbfbf",
                        "eda081edb080",
                        "ef",
                        "efbf",
                        "f0",
                        "f0808080",
                        "f08fbfbf",
                        "f090",
                        "f09080",
                        "f0908020",
                        "f0902080",
                        "f09080c0",
                        "f4908080",
                        "f4bfbfbf",
                        "f5",
                        "f5808080",
                        "f7bfbfbf",
                        "f8",
                        "f888808080",
                        "fc",
                        "fc8480808080",
                        "fe",
                        "ff",
                        "fffe",
                        "feff",
                        "e9",
                        "8080",
                        "c3a9a9")
                .map(hex -> HexFormat.of().parseHex(hex));
    }

    @ParameterizedTest
    @MethodSource({"valid", "free"})
    void soundAsTheRecord(String json) {
        List<Result> results = flatten(utf8(json));
        if (!json.startsWith("[")) {
            assertThat(results).containsExactly(whole(Reason.NOT_AN_ARRAY, utf8(json)));
        } else {
            assertThat(results)
                    .noneMatch(result -> result.reasons().contains(Reason.NOT_JSON))
                    .noneMatch(result -> result.source().endsWith("--1"));
        }
        Results.assertAgree(json, new Expectations().results(utf8(json), 0, 0), results);
    }

    @ParameterizedTest
    @MethodSource({"valid", "free"})
    void soundAsAnElement(String json) {
        Reason reason = json.startsWith("{") ? Reason.MISSING_FIELD : Reason.NOT_AN_OBJECT;
        List<Result> good = flatten(utf8("[" + GOOD + "," + GOOD + "," + GOOD + "]"));
        for (String space : List.of("", " ", "\r\n\t")) {
            String record = "[" + GOOD + "," + space + json + space + "," + GOOD + "]";
            assertThat(flatten(utf8(record)))
                    .containsExactly(
                            good.get(0),
                            Result.dead(EnumSet.of(reason), "0-0-1", utf8(json)),
                            good.get(2));
        }
    }

    @ParameterizedTest
    @MethodSource({"valid", "free"})
    void soundAsTheValueOfAnUnknownKey(String json) {
        List<Result> good = flatten(utf8("[" + GOOD + "]"));
        for (String space : List.of("", " ", "\r\n\t")) {
            String tail = "\"k\":" + space + json + space + "}";
            assertThat(flatten(utf8("[" + GOOD.replace("}", "," + tail) + "]"))).isEqualTo(good);
            String head = "{\"k\":" + space + json + space + ",";
            assertThat(flatten(utf8("[" + GOOD.replace("{", head) + "]"))).isEqualTo(good);
        }
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void unsoundAnywhereIsOneDeadLetter(String json) {
        assertNotJson(utf8(json));
        assertNotJson(utf8("[" + GOOD + "," + json + "," + GOOD + "]"));
        assertNotJson(utf8("[" + GOOD + "," + json));
        assertNotJson(utf8("[" + GOOD.replace("}", ",\"k\":" + json + "}") + "]"));
        assertNotJson(utf8("[" + GOOD.replace("}", ",\"p\":" + json + "}") + "]"));
        assertNotJson(utf8("[" + GOOD.replace("{", "{\"k\":" + json + ",") + "]"));
        assertNotJson(utf8("[" + GOOD.replace("}", ",\"c\":" + json + "}") + "]"));
        assertNotJson(utf8("[" + GOOD.replace("\"t\":1000000000000", "\"t\":" + json) + "]"));
        assertNotJson(utf8("[" + GOOD.replace("\"A\"", json) + "]"));
        assertNotJson(utf8("[" + GOOD + "]" + json));
        assertNotJson(utf8(json + "[" + GOOD + "]"));
    }

    @ParameterizedTest
    @MethodSource("valid")
    void anythingBehindOrBeforeTheArrayIsUnsound(String json) {
        assertNotJson(utf8("[" + GOOD + "]" + json));
        assertNotJson(utf8("[" + GOOD + "]\n" + json));
        assertNotJson(utf8(json + "[" + GOOD + "]"));
        assertNotJson(utf8(json + " [" + GOOD + "]"));
    }

    @ParameterizedTest
    @MethodSource("notUtf8")
    void notUtf8AnywhereIsOneDeadLetter(byte[] bytes) {
        assertNotJson(bytes);
        assertNotJson(around("\"", bytes, "\""));
        assertNotJson(around("[" + GOOD + ",\"", bytes, "\"," + GOOD + "]"));
        assertNotJson(around("[{\"T\":\"t\",\"t\":1000000000000,\"S\":\"", bytes, "\"}]"));
        assertNotJson(around("[{\"T\":\"t\",\"t\":1000000000000,\"S\":\"A\\n", bytes, "\"}]"));
        assertNotJson(around("[{\"T\":\"t\",\"t\":1000000000000,\"S\":\"A\",\"", bytes, "\":1}]"));
        assertNotJson(
                around("[{\"T\":\"t\",\"t\":1000000000000,\"S\":\"A\",\"k\":\"", bytes, "\"}]"));
        assertNotJson(around("[{\"k\":[{\"", bytes, "\":1}],\"T\":\"zz\"}]"));
        assertNotJson(around("[" + GOOD + "]", bytes, ""));
        assertNotJson(around("[" + GOOD, bytes, "]"));
        assertNotJson(around("[{\"T\":\"t\",\"S\":\"A", bytes, ""));
    }

    @ParameterizedTest
    @MethodSource("valid")
    void everyPrefixOfARecordIsUnsound(String json) {
        byte[] record = utf8("[" + GOOD.replace("}", ",\"k\":" + json + "}") + "," + json + "]");
        for (int length = 0; length < record.length; length++) {
            assertNotJson(Arrays.copyOf(record, length));
        }
    }

    private static void assertNotJson(byte[] record) {
        List<Result> results = flatten(record);
        Result expected = whole(Reason.NOT_JSON, record);
        if (!results.equals(List.of(expected))) {
            assertThat(results).containsExactly(expected);
        }
    }

    private static Result whole(Reason reason, byte[] record) {
        return Result.dead(EnumSet.of(reason), "0-0--1", record);
    }

    private static List<Result> flatten(byte[] record) {
        return Results.of(new Flattener(), record, 0, 0);
    }

    private static byte[] around(String before, byte[] bytes, String after) {
        byte[] head = utf8(before);
        byte[] tail = utf8(after);
        byte[] all = Arrays.copyOf(head, head.length + bytes.length + tail.length);
        System.arraycopy(bytes, 0, all, head.length, bytes.length);
        System.arraycopy(tail, 0, all, head.length + bytes.length, tail.length);
        return all;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
