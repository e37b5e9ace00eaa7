package io.tickhouse.minio.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.iceberg.expressions.Binder;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WhereTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "S = 'AAPL' | ref(name=\"S\") == \"AAPL\"",
                "\"s\" >= 10 | ref(name=\"s\") >= 10",
                "s < -1.5e3 | ref(name=\"s\") < -1500.0",
                "S <> 'it''s' | ref(name=\"S\") != \"it's\"",
                "S in ('A', 'B') | ref(name=\"S\") in (\"A\", \"B\")",
                "S is not null | not_null(ref(name=\"S\"))",
                "S IS NULL OR s = 1 AND S = 'A' | (is_null(ref(name=\"S\")) or (ref(name=\"s\") == 1"
                        + " and ref(name=\"S\") == \"A\"))",
                "NOT (S = 'A' OR s > 2) | not((ref(name=\"S\") == \"A\" or ref(name=\"s\") > 2))",
            })
    void readsConditions(String text, String expression) {
        assertThat(Where.parse(text)).hasToString(expression);
    }

    @Test
    void timesFitTheColumn() {
        Expression bound =
                Binder.bind(
                        TestTable.SCHEMA.asStruct(),
                        Where.parse("event_time >= '2025-11-13T00:00:00Z' AND s > 1"),
                        true);

        assertThat(bound.toString()).contains("1762992000000000");
    }

    @Test
    void emptyIsEverything() {
        assertThat(Where.parse("  ")).isEqualTo(Expressions.alwaysTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"S", "S =", "= 1", "S = 'A' B", "(S = 'A'", "S = AAPL", "S IN ()", "S ; 1"})
    void refusesOtherText(String text) {
        assertThatThrownBy(() -> Where.parse(text))
                .isInstanceOf(CareRefusal.class)
                .hasMessageStartingWith("--where ");
    }
}
