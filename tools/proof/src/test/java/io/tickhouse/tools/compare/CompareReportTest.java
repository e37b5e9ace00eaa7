package io.tickhouse.tools.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.model.Kind;
import io.tickhouse.tools.audit.Coordinate;
import io.tickhouse.tools.compare.Difference.Finding;
import io.tickhouse.tools.compare.Difference.Place;
import io.tickhouse.tools.compare.Difference.What;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareReportTest {

    private static final CompareReport.Side GOOD = new CompareReport.Side("a", 1200, 3, 0, 0, 0);

    @Test
    void tablesAreEqualColumnByColumnAndHaveNoOrder() {
        CompareReport report =
                new CompareReport(
                        new Contents(Kind.TRADE),
                        List.of(GOOD, GOOD),
                        0,
                        0,
                        true,
                        List.of(),
                        false,
                        List.of(),
                        0);

        assertThat(report.verdict())
                .isEqualTo("Equal: 2 sides with the same 1,200 trades, column by column");
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0", "0, 1, 0", "0, 0, 1"})
    void aSideThatIsNotInOrderMakesThemDifferent(long late, long second, long without) {
        CompareReport report =
                report(0, true, GOOD, new CompareReport.Side("b", 9, 3, late, second, without));

        assertThat(report.equal()).isFalse();
        assertThat(report.verdict()).isEqualTo("DIFFERENT: see the counts above");
    }

    @Test
    void theSummaryAlignsTheSidesAndCountsOnlyWhatIsThere() {
        String[] lines =
                report(0, true, GOOD, new CompareReport.Side("longer", 1_234_567, 0, 2, 1, 4))
                        .summary()
                        .split(System.lineSeparator(), -1);

        assertThat(lines[0]).isEqualTo("a                1,200 rows  3 symbols");
        assertThat(lines[1])
                .isEqualTo(
                        "longer       1,234,567 rows  2 repeated or out of order  1 in a second"
                                + " partition  4 without coordinate");
        assertThat(lines[2]).isEqualTo("DIFFERENT: see the counts above (0.0 s)");
    }

    @Test
    void notAllWereExaminedIsSaidAtBothPlaces() {
        CompareReport report =
                new CompareReport(
                        new Contents(Kind.BAR),
                        List.of(GOOD, GOOD),
                        9,
                        700,
                        false,
                        List.of(
                                new Difference(
                                        "0-5-1",
                                        List.of(new Finding(What.MISSING, "b", "")),
                                        List.of())),
                        true,
                        List.of("A note."),
                        2.25);

        assertThat(report.summary())
                .contains("The first 1 of at least 700 coordinates that differ:")
                .contains("0-5-1  missing in b")
                .contains("A note.")
                .endsWith("DIFFERENT: at least 700 coordinates (2.3 s)");
    }

    @Test
    void aFindingExplainsItselfOnlyIfThereIsMoreToSay() {
        assertThat(new Finding(What.REPEATED, "x", "")).hasToString("more than once in x");
        assertThat(new Finding(What.OTHER_KEY, "x", "the key differs between y and x"))
                .hasToString("the key differs between y and x");
    }

    @Test
    void bytesThatAreNoTextAreShownAsBase64() {
        Row row =
                new Row(
                        new Coordinate(0, 0, 0),
                        2,
                        7,
                        null,
                        new byte[] {(byte) 0xff, 0},
                        List.of(new RecordHeader("reason", bytes("BAD"))));

        assertThat(Place.of("left", row))
                .hasToString("left 2@7  key null  value base64:/wA=  headers reason=BAD");
    }

    @Test
    void noRowCanCommandTheTerminal() {
        Row row = new Row(null, 0, 0, bytes("\u001b[2J"), bytes("a\nb\u202e"), List.of());

        assertThat(Place.of("left", row).toString())
                .isEqualTo("left 0@0  key \\x1b[2J  value a\\x0ab\\u202e");
    }

    @Test
    void norCanTheNameOfASideInJson() throws IOException {
        String document =
                CompareCommand.document(
                        report(0, true, GOOD, new CompareReport.Side("\u009b", 1, 1, 0, 0, 0)));

        assertThat(document).contains("\"\\u009b\"").doesNotContain("\u009b");
    }

    private static CompareReport report(long blocks, boolean ordered, CompareReport.Side... sides) {
        return new CompareReport(
                new Contents(Kind.TRADE),
                List.of(sides),
                blocks,
                0,
                true,
                List.of(),
                ordered,
                List.of(),
                0.04);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
