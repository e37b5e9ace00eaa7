package io.tickhouse.tools.pinot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.pinot.QueryResult;
import io.tickhouse.pinot.QueryResult.Column;
import io.tickhouse.tools.ResultFormat;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;

class ResultFormatOddTest {

    @Example
    void doublesHaveNoExponent() {
        assertThat(cells("DOUBLE", 1e15, 1e-7, 123456789.125, -0.5))
                .containsExactly("1000000000000000", "0.0000001", "123456789.125", "-0.5");
    }

    @Example
    void whatIsNoNumberIsWrittenAsPinotSaysIt() {
        assertThat(cells("DOUBLE", Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY))
                .containsExactly("NaN", "Infinity", "-Infinity");
    }

    @Example
    void aMissingValueIsNull() throws IOException {
        QueryResult result =
                new QueryResult(
                        List.of(new Column("S", "STRING")), List.of(Arrays.asList((Object) null)));

        assertThat(QueryCommand.text(ResultFormat.TABLE, result))
                .isEqualTo("S\n----\nnull\n(1 row)\n");
        assertThat(
                        new ObjectMapper()
                                .readTree(QueryCommand.text(ResultFormat.JSON, result))
                                .at("/0/S")
                                .isNull())
                .isTrue();
    }

    @Example
    void noCellAndNoColumnCanCommandTheTerminal() {
        QueryResult result =
                new QueryResult(
                        List.of(new Column("a\u009b", "STRING")),
                        List.of(List.of("\u001b[2J"), List.of("b\u202e")));

        assertThat(QueryCommand.text(ResultFormat.TABLE, result))
                .isEqualTo("a\\x9b\n-------\n\\x1b[2J\nb\\u202e\n(2 rows)\n");
        assertThat(QueryCommand.text(ResultFormat.JSON, result))
                .contains("\"a\\u009b\" : \"\\u001B[2J\"", "\"b\\u202e\"");
        assertThat(QueryCommand.text(ResultFormat.CSV, result)).contains("\u001b[2J");
    }

    @Example
    void wholeNumbersKeepEveryDigit() throws IOException {
        QueryResult result = one("LONG", Long.MAX_VALUE);

        assertThat(QueryCommand.text(ResultFormat.CSV, result))
                .isEqualTo("x\r\n9223372036854775807\r\n");
        assertThat(
                        new ObjectMapper()
                                .readTree(QueryCommand.text(ResultFormat.JSON, result))
                                .at("/0/x")
                                .asLong())
                .isEqualTo(Long.MAX_VALUE);
    }

    @Property(tries = 200)
    void jsonReadsBackWhateverAnyoneWroteIntoARow(@ForAll String text) throws IOException {
        JsonNode rows = new ObjectMapper().readTree(json(text));

        assertThat(rows).hasSize(1);
        assertThat(rows.at("/0/x").asText()).isEqualTo(text);
    }

    @Property(tries = 200)
    void numbersStandAtTheRightAndNoLineEndsWithABlank(
            @ForAll @NumericChars @StringLength(min = 1, max = 12) String digits) {
        String[] lines = QueryCommand.text(ResultFormat.TABLE, one("LONG", digits)).split("\n", -1);

        int width = Math.max(1, digits.length());
        assertThat(lines[0]).isEqualTo(" ".repeat(width - 1) + "x");
        assertThat(lines[1]).isEqualTo("-".repeat(width));
        assertThat(lines[2]).isEqualTo(digits);
    }

    private static String json(String text) {
        return QueryCommand.text(ResultFormat.JSON, one("STRING", text));
    }

    private static List<String> cells(String type, Object... values) {
        List<List<Object>> rows = Arrays.stream(values).map(List::of).toList();
        String csv =
                QueryCommand.text(
                        ResultFormat.CSV, new QueryResult(List.of(new Column("x", type)), rows));
        return csv.lines().skip(1).toList();
    }

    private static QueryResult one(String type, Object value) {
        return new QueryResult(List.of(new Column("x", type)), List.of(List.of(value)));
    }
}
