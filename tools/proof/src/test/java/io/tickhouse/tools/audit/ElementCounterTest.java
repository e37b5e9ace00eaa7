package io.tickhouse.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tickhouse.model.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElementCounterTest {

    private final ElementCounter counter = new ElementCounter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "[]#0",
                " [ ] #0",
                "[1]#1",
                "[1,null,true,\"x\",{},[]]#6",
                "[[1,2],[3,[4,5]],{\"a\":[1,2,3],\"b\":{\"c\":[]}}]#3",
                "[{\"T\":\"t\",\"T\":\"t\"}]#1",
                "[\"\\ud800\"]#1",
                "[\"],[\"]#1",
                "[1e99999,-0,0.10]#3",
            })
    void countsElementsOfValidArrays(String json, int elements) {
        assertThat(count(json)).isEqualTo(elements);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "{}",
                "\"[]\"",
                "[",
                "[1",
                "[1,]",
                "[,1]",
                "[1 2]",
                "[]]",
                "[][]",
                "[] x",
                "[01]",
                "[+1]",
                "[.5]",
                "[1.]",
                "[1e]",
                "[NaN]",
                "[Infinity]",
                "[tru]",
                "['a']",
                "[a]",
                "[{a:1}]",
                "[{\"a\"}]",
                "[{\"a\":1,}]",
                "[\"\t\"]",
                "[\"\\x\"]",
                "[\"a]",
                "[/**/]",
                "[1]//",
                "\ufeff[]",
                "[\u00a0]",
            })
    void anythingElseIsBroken(String json) {
        assertThat(count(json)).isEqualTo(ElementCounter.BROKEN);
    }

    @Test
    void aMissingValueIsBroken() {
        assertThat(counter.count(null)).isEqualTo(ElementCounter.BROKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c0af", "eda080", "ff", "f4908080", "e282", "80"})
    void malformedUtf8IsBroken(String hex) {
        byte[] value =
                ("[\"" + "?".repeat(hex.length() / 2) + "\"]").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < hex.length() / 2; i++) {
            value[2 + i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
        }

        assertThat(counter.count(value)).isEqualTo(ElementCounter.BROKEN);
    }

    @Test
    void depthIsTheJobsPolicy() {
        assertThat(count("[" + "[".repeat(900) + "]".repeat(900) + ",{}]")).isEqualTo(2);
        assertThat(count("[".repeat(1_000_000) + "]".repeat(1_000_000))).isEqualTo(1);
        assertThat(count("[".repeat(1_000_000))).isEqualTo(ElementCounter.BROKEN);
        String objects = "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000);
        assertThat(count("[" + objects + "]")).isEqualTo(1);
        assertThat(count("[" + objects.replaceAll(".$", "]") + "]"))
                .isEqualTo(ElementCounter.BROKEN);
    }

    @Test
    void tellsTheKindOfEachElement() {
        int elements =
                count(
                        "[{\"T\":\"t\"},{\"S\":{\"T\":\"t\"},\"T\":\"q\"},{\"a\":[\"T\",\"t\"],\"\\u0054\""
                                + " : \"\\u0062\"},{\"T\":\"d\"},{\"T\":\"u\"},{\"T\":\"T\"},"
                                + "{\"T\":\"t\",\"T\":\"q\"},"
                                // of no kind
                                + "{\"T\":\"o\"},{\"T\":1},{\"T\":null,\"T\":\"t\"},[\"T\",\"t\"],\"t\",{},"
                                + "{\"a\":{\"T\":\"t\"}},{\"T\":[\"t\"]},{\"T\":\"tt\"},{\"TT\":\"t\"}]");

        assertThat(IntStream.range(0, elements).mapToObj(counter::kind))
                .containsExactly(
                        Kind.TRADE,
                        Kind.QUOTE,
                        Kind.BAR,
                        Kind.BAR,
                        Kind.BAR,
                        Kind.BAR,
                        Kind.TRADE,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null);
    }

    /** An independent check: Jackson reads the same grammar with other code. */
    @Property(tries = 10_000)
    void agreesWithJacksonOnDamagedDocuments(
            @ForAll @Size(max = 3) List<@From("damages") Damage> all) throws IOException {
        StringBuilder damaged =
                new StringBuilder(
                        "[{\"T\":\"t\",\"S\":\"A\\u00e4\\n"
                                + "\",\"p\":-1.25e+3,\"c\":[\"@\",null,true],\"x\":{}}, 0,"
                                + " [[],[{\"a\":false}]], \"\u00fc\\\"\" ]");
        for (Damage damage : all) {
            int at = damage.at() % damaged.length();
            switch (damage.how()) {
                case CHANGED -> damaged.setCharAt(at, damage.other());
                case ADDED -> damaged.insert(at, damage.other());
                case LOST -> damaged.deleteCharAt(at);
            }
        }
        String json = damaged.toString();
        assertThat(count(json)).as(json).isEqualTo(jackson(json));
    }

    /** What happened to a character of a document. */
    record Damage(How how, int at, char other) {

        enum How {
            CHANGED,
            ADDED,
            LOST
        }
    }

    @Provide
    Arbitrary<Damage> damages() {
        return Combinators.combine(
                        Arbitraries.of(Damage.How.class),
                        Arbitraries.integers().between(0, 99),
                        Arbitraries.chars()
                                .with("[]{}:,\"\\0123456789eE+-. tfnu\t\u0000a".toCharArray()))
                .as(Damage::new);
    }

    private static int jackson(String json) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                return ElementCounter.BROKEN;
            }
            int elements = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() == null) {
                    return ElementCounter.BROKEN;
                }
                parser.skipChildren();
                elements++;
            }
            return parser.nextToken() == null ? elements : ElementCounter.BROKEN;
        } catch (JsonParseException e) {
            return ElementCounter.BROKEN;
        }
    }

    @Test
    void longStringsAndNumbersAreValid() {
        assertThat(count("[\"" + "x".repeat(1_000_000) + "\"," + "9".repeat(100_000) + "]"))
                .isEqualTo(2);
    }

    private int count(String json) {
        return counter.count(json.getBytes(StandardCharsets.UTF_8));
    }
}
