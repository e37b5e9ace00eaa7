package io.tickhouse.pinot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.pinot.PinotException.Kind;
import io.tickhouse.pinot.QueryResult.Column;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryResultTest {

    private static final List<Column> ONE = List.of(new Column("n", "LONG"));

    @Test
    void oneNumberIsTheResult() {
        assertThat(new QueryResult(ONE, List.of(List.of(7))).onlyLong()).isEqualTo(7);
        assertThat(new QueryResult(ONE, List.of(List.of(Long.MAX_VALUE))).onlyLong())
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void anyOtherShapeIsNoNumber() {
        List<Column> two = List.of(new Column("a", "LONG"), new Column("b", "LONG"));

        for (QueryResult other :
                List.of(
                        new QueryResult(ONE, List.of()),
                        new QueryResult(ONE, List.of(List.of(1L), List.of(2L))),
                        new QueryResult(two, List.of(List.of(1L, 2L))),
                        new QueryResult(ONE, List.of(List.of("1"))))) {
            assertThatThrownBy(other::onlyLong).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aValueHasTheTypeOfItsColumn() {
        assertThat(PinotClient.value("INT", "-7")).isEqualTo(-7);
        assertThat(PinotClient.value("LONG", "9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(PinotClient.value("FLOAT", "1.5")).isEqualTo(1.5f);
        assertThat(PinotClient.value("DOUBLE", "1.5E300")).isEqualTo(1.5e300);
        assertThat(PinotClient.value("BOOLEAN", "true")).isEqualTo(true);
        assertThat(PinotClient.value("STRING", "7")).isEqualTo("7");
        assertThat(PinotClient.value("TIMESTAMP", "2026-03-02 14:30:00.0"))
                .isEqualTo("2026-03-02 14:30:00.0");
    }

    @ParameterizedTest
    @CsvSource({"long, 7", "Double, 7", "Int, 7"})
    void theTypeMayBeSpeltInAnyCase(String type, String text) {
        assertThat(PinotClient.value(type, text)).isInstanceOf(Number.class);
    }

    @ParameterizedTest
    @CsvSource({"DOUBLE, Infinity", "DOUBLE, -Infinity", "FLOAT, NaN"})
    void aNumberMayBeOneThatJsonDoesNotHave(String type, String text) {
        assertThat(PinotClient.value(type, text)).hasToString(text);
    }

    @Test
    void aListHasTheTypeOfItsColumnInEachValue() {
        assertThat(PinotClient.value("LONG_ARRAY", "[1,9223372036854775807]"))
                .isEqualTo(List.of(1L, Long.MAX_VALUE));
        assertThat(PinotClient.value("DOUBLE_ARRAY", "[1,\"NaN\"]"))
                .isEqualTo(List.of(1.0, Double.NaN));
        assertThat(PinotClient.value("STRING_ARRAY", "[\"a\\\"b\",\"\"]"))
                .isEqualTo(List.of("a\"b", ""));
        assertThat(PinotClient.value("STRING_ARRAY", "[]")).isEqualTo(List.of());
    }

    @Test
    void aListThatIsCutOffIsRefused() {
        assertThatThrownBy(() -> PinotClient.value("LONG_ARRAY", "[1,"))
                .isInstanceOfSatisfying(
                        PinotException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
                .hasMessageContaining("unreadable array: [1,");
    }
}
