package io.tickhouse.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
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
    void countsElementsOfSoundArrays(String json, int elements) {
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
        assertThat(count("[".repeat(900) + "]".repeat(900))).isEqualTo(1);
        assertThat(count("[".repeat(100_000) + "]".repeat(100_000))).isEqualTo(1);
    }

    @Test
    void longStringsAndNumbersAreSound() {
        assertThat(count("[\"" + "x".repeat(1_000_000) + "\"," + "9".repeat(100_000) + "]"))
                .isEqualTo(2);
    }

    private int count(String json) {
        return counter.count(json.getBytes(StandardCharsets.UTF_8));
    }
}
