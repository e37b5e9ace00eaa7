package io.tickhouse.tools.compare;

import static io.tickhouse.tools.compare.ListSide.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.model.Kind;
import io.tickhouse.tools.compare.Difference.Finding;
import io.tickhouse.tools.compare.Difference.What;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that every kind of difference is found, and nothing else. */
class ComparisonTest {

    private final ListSide left = good("left");
    private final ListSide right = new ListSide("right");

    private static ListSide good(String name) {
        return new ListSide(name)
                .row(at(0, 5, 0), 0, "AAPL", "a")
                .row(at(0, 5, 1), 1, "MSFT", "b")
                .row(at(0, 700, 0), 0, "AAPL", "c")
                .row(at(1, 5, 0), 0, "AAPL", "d");
    }

    private CompareReport compare() throws InterruptedException {
        return Comparison.once(new Contents(Kind.TRADE), List.of(left, right), 10, 1000);
    }

    private static List<Finding> findings(CompareReport report) {
        return report.differences().stream().flatMap(d -> d.findings().stream()).toList();
    }

    private static Finding only(CompareReport report, String source) {
        assertThat(report.equal()).isFalse();
        assertThat(report.verdict()).startsWith("DIFFERENT");
        assertThat(report.differences()).extracting(Difference::source).containsExactly(source);
        assertThat(findings(report)).hasSize(1);
        assertThat(report.summary()).contains(source + "  " + findings(report).get(0));
        return findings(report).get(0);
    }

    @Test
    void equalSidesAreEqualInWhateverOrderSymbolsAndSourcePartitionsCome() throws Exception {
        right.row(at(1, 5, 0), 1, "AAPL", "d")
                .row(at(0, 5, 1), 1, "MSFT", "b")
                .row(at(0, 5, 0), 1, "AAPL", "a")
                .row(at(0, 700, 0), 1, "AAPL", "c");
        CompareReport report = compare();
        assertThat(report.equal()).isTrue();
        assertThat(report.differences()).isEmpty();
        assertThat(report.sides())
                .containsExactly(
                        new CompareReport.Side("left", 4, 2, 0, 0, 0),
                        new CompareReport.Side("right", 4, 2, 0, 0, 0));
        assertThat(report.verdict())
                .isEqualTo(
                        "Equal: 2 sides with the same 4 trades, byte for byte, in the same order"
                                + " per symbol and source partition");
    }

    @Test
    void emptySidesAreNothingToCompare() throws Exception {
        CompareReport report =
                Comparison.once(
                        new Contents(Kind.BAR),
                        List.of(new ListSide("a"), new ListSide("b")),
                        10,
                        1000);
        assertThat(report.equal()).isTrue();
        assertThat(report.empty()).isTrue();
        assertThat(report.verdict()).isEqualTo("Nothing to compare: all sides are empty");
    }

    @Test
    void theLastReadingBeginsAfterTheWait() throws Exception {
        Duration patience = Duration.ofMillis(300);
        long deadline = System.nanoTime() + patience.toNanos();
        // Its last rows come when the wait is over: a reading that began before does not have all
        // of them.
        Side late =
                new ListSide("late") {
                    private boolean whole;

                    @Override
                    public boolean fixEnd() {
                        if (!whole && System.nanoTime() >= deadline) {
                            whole = true;
                            row(at(0, 5, 0), 0, "AAPL", "a")
                                    .row(at(0, 5, 1), 1, "MSFT", "b")
                                    .row(at(0, 700, 0), 0, "AAPL", "c")
                                    .row(at(1, 5, 0), 0, "AAPL", "d");
                        }
                        return true;
                    }
                };

        assertThat(
                        Comparison.waiting(new Contents(Kind.TRADE), List.of(left, late), patience)
                                .equal())
                .isTrue();
    }

    @Test
    void emptySidesAreWaitedFor() throws Exception {
        long started = System.nanoTime();
        Side one = new ListSide("one");
        Side other = new ListSide("other");
        CompareReport report =
                Comparison.waiting(
                        new Contents(Kind.TRADE), List.of(one, other), Duration.ofMillis(200));

        assertThat(report.empty()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - started))
                .isGreaterThan(Duration.ofMillis(200));
    }

    @Test
    void aMissingRow() throws Exception {
        right.row(at(0, 5, 0), "AAPL", "a")
                .row(at(0, 5, 1), 1, "MSFT", "b")
                .row(at(1, 5, 0), "AAPL", "d");
        CompareReport report = compare();
        Finding finding = only(report, "0-700-0");
        assertThat(finding).isEqualTo(new Finding(What.MISSING, "right", ""));
        assertThat(report.differences().get(0).rows()).hasSize(1);
        assertThat(report.summary()).contains("left 0@1  key AAPL  value c");
    }

    @Test
    void anExtraRow() throws Exception {
        copyTo(right).row(at(2, 9, 9), "AAPL", "e");
        assertThat(only(compare(), "2-9-9")).isEqualTo(new Finding(What.MISSING, "left", ""));
    }

    @Test
    void aRepeatedRow() throws Exception {
        copyTo(right).row(at(0, 5, 1), 1, "MSFT", "b");
        CompareReport report = compare();
        assertThat(only(report, "0-5-1").what()).isEqualTo(What.REPEATED);
        assertThat(report.sides().get(1).late()).isEqualTo(1);
    }

    @Test
    void aRowRepeatedOnBothSides() throws Exception {
        copyTo(right).row(at(0, 5, 1), 1, "MSFT", "b");
        left.row(at(0, 5, 1), 1, "MSFT", "b");
        assertThat(findings(compare()))
                .extracting(Finding::what)
                .containsExactly(What.REPEATED, What.REPEATED);
    }

    @Test
    void twoRowsThatSwappedTheirValuesAreTwoDifferences() throws Exception {
        right.row(at(0, 5, 0), "AAPL", "c")
                .row(at(0, 5, 1), 1, "MSFT", "b")
                .row(at(0, 700, 0), "AAPL", "a")
                .row(at(1, 5, 0), "AAPL", "d");
        CompareReport report = compare();
        assertThat(report.differing()).isEqualTo(2);
        assertThat(findings(report))
                .extracting(Finding::what)
                .containsExactly(What.OTHER_VALUE, What.OTHER_VALUE);
    }

    @Test
    void oneOtherByte() throws Exception {
        right.row(at(0, 5, 0), "AAPL", "a")
                .row(at(0, 5, 1), 1, "MSFT", "b")
                .row(at(0, 700, 0), "AAPL", "C")
                .row(at(1, 5, 0), "AAPL", "d");
        assertThat(only(compare(), "0-700-0"))
                .hasToString("the value differs between left and right from byte 0 on");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"p\":1,\"s\":2} | {\"p\":3,\"s\":2} | p differs between left and right",
                "{\"p\":1,\"s\":2} | {\"p\":3} | p, s differ between left and right",
                "{\"p\":1} | {\"p\": 1} | the value differs between left and right from byte 5 on"
            })
    void theFieldsThatDifferAreNamedAndElseTheByte(String one, String other, String says)
            throws Exception {
        left.row(at(3, 0, 0), "AAPL", one);
        copyTo(right).row(at(3, 0, 0), "AAPL", other);

        assertThat(only(compare(), "3-0-0")).hasToString(says);
    }

    @Test
    void rowsOfOneCoordinateThatDifferOnOneSideAreNamedSo() throws Exception {
        copyTo(right);
        left.row(at(0, 5, 1), 1, "MSFT", "other");

        assertThat(findings(compare()))
                .extracting(Finding::toString)
                .containsExactly(
                        "more than once in left: 2 times",
                        "the value differs between two rows in left from byte 0 on");
    }

    @Test
    void noValueIsNotAnEmptyOne() throws Exception {
        left.row(at(3, 0, 0), "AAPL", "");
        good("x").read(row -> right.row(row.source, row.partition, text(row.key), text(row.value)));
        right.row(at(3, 0, 0), "AAPL", null);
        assertThat(only(compare(), "3-0-0").what()).isEqualTo(What.OTHER_VALUE);
    }

    @Test
    void anotherKey() throws Exception {
        right.row(at(0, 5, 0), "AAPL", "a")
                .row(at(0, 5, 1), 1, "MSFt", "b")
                .row(at(0, 700, 0), "AAPL", "c")
                .row(at(1, 5, 0), "AAPL", "d");
        assertThat(only(compare(), "0-5-1").what()).isEqualTo(What.OTHER_KEY);
    }

    @Test
    void anotherHeader() throws Exception {
        left.row(at(3, 0, 0), 0, "AAPL", "e", "x", "y");
        good("x").read(row -> right.row(row.source, row.partition, text(row.key), text(row.value)));
        right.row(at(3, 0, 0), 0, "AAPL", "e", "y", "x");
        CompareReport report = compare();
        assertThat(only(report, "3-0-0").what()).isEqualTo(What.OTHER_HEADERS);
        assertThat(report.summary()).contains("headers x=x, y=y", "headers y=y, x=x");
    }

    @Test
    void swappedOrderOfASymbol() throws Exception {
        right.row(at(0, 700, 0), "AAPL", "c")
                .row(at(0, 5, 1), 1, "MSFT", "b")
                .row(at(0, 5, 0), "AAPL", "a")
                .row(at(1, 5, 0), "AAPL", "d");
        CompareReport report = compare();
        assertThat(report.differingBlocks()).isZero();
        assertThat(only(report, "0-5-0"))
                .isEqualTo(
                        new Finding(
                                What.OUT_OF_ORDER, "right", "after 0-700-0 of the same symbol"));
    }

    @Test
    void aSymbolInTwoPartitions() throws Exception {
        right.row(at(0, 5, 0), 0, "AAPL", "a")
                .row(at(0, 5, 1), 1, "MSFT", "b")
                .row(at(0, 700, 0), 1, "AAPL", "c")
                .row(at(1, 5, 0), 0, "AAPL", "d");
        CompareReport report = compare();
        assertThat(only(report, "0-700-0"))
                .isEqualTo(
                        new Finding(
                                What.SECOND_PARTITION,
                                "right",
                                "partition 1, the symbol is also in 0"));
        assertThat(report.sides().get(1).secondPartition()).isEqualTo(1);
    }

    /** They have the name of their feed for a symbol. */
    @Test
    void clockRecordsAreInAllPartitions() throws Exception {
        ListSide raw =
                new ListSide("raw").row(at(0, 1, 0), 0, "iex", "a").row(at(1, 1, 0), 1, "iex", "b");
        ListSide flat =
                new ListSide("flat")
                        .row(at(1, 1, 0), 2, "iex", "b")
                        .row(at(0, 1, 0), 2, "iex", "a");
        CompareReport report =
                Comparison.once(new Contents(Kind.CLOCK), List.of(raw, flat), 10, 1000);
        assertThat(report.equal()).isTrue();
        assertThat(report.verdict())
                .isEqualTo("Equal: 2 sides with the same 2 clocks, byte for byte");
    }

    @Test
    void aRowThatDoesNotSayWhereItCameFrom() throws Exception {
        copyTo(right).row(null, "AAPL", "{\"src\":\"0-1\"}");
        CompareReport report = compare();
        assertThat(only(report, "?").what()).isEqualTo(What.NO_COORDINATE);
        assertThat(report.sides().get(1).noCoordinate()).isEqualTo(1);
        assertThat(report.verdict()).startsWith("DIFFERENT");
    }

    @Test
    void deadLettersHaveNoOrder() throws Exception {
        ListSide one = new ListSide("one").row(at(0, 1, -1), null, "x").row(at(0, 0, 2), null, "");
        ListSide two = new ListSide("two").row(at(0, 0, 2), null, "").row(at(0, 1, -1), null, "x");
        CompareReport report = Comparison.once(Contents.DEAD_LETTERS, List.of(one, two), 10, 1000);
        assertThat(report.equal()).isTrue();
        assertThat(report.verdict()).contains("2 dead letters");
    }

    @Test
    void theOddOneOutOfThreeIsNamed() throws Exception {
        copyTo(right);
        ListSide third = good("third").row(at(9, 0, 0), "AAPL", "z");
        CompareReport report =
                Comparison.once(new Contents(Kind.TRADE), List.of(left, right, third), 10, 1000);
        assertThat(findings(report))
                .containsExactly(
                        new Finding(What.MISSING, "left", ""),
                        new Finding(What.MISSING, "right", ""));
    }

    @Test
    void ofManyDifferencesTheFirstAreShownAndTheRestIsCountedAsFarAsTheBudgetGoes()
            throws Exception {
        ListSide full = new ListSide("full");
        for (int offset = 0; offset < 10 * Blocks.OFFSETS; offset++) {
            full.row(at(0, offset, 0), "AAPL", "v");
        }
        ListSide none = new ListSide("none");
        CompareReport all =
                Comparison.once(new Contents(Kind.TRADE), List.of(full, none), 3, 1_000_000);
        assertThat(all.differingBlocks()).isEqualTo(10);
        assertThat(all.differing()).isEqualTo(10 * Blocks.OFFSETS);
        assertThat(all.allExamined()).isTrue();
        assertThat(all.differences())
                .extracting(Difference::source)
                .containsExactly("0-0-0", "0-1-0", "0-2-0");
        CompareReport some =
                Comparison.once(
                        new Contents(Kind.TRADE),
                        List.of(again(full), none),
                        3,
                        2 * Blocks.OFFSETS + 1);
        assertThat(some.differing()).isEqualTo(2 * Blocks.OFFSETS);
        assertThat(some.allExamined()).isFalse();
        assertThat(some.verdict()).isEqualTo("DIFFERENT: at least 512 coordinates");
    }

    private static ListSide copyTo(ListSide side) {
        good("x").read(row -> side.row(row.source, row.partition, text(row.key), text(row.value)));
        return side;
    }

    private static ListSide again(ListSide side) {
        ListSide copy = new ListSide(side.name());
        side.readAgain(
                Set.of(),
                row -> copy.row(row.source, row.partition, text(row.key), text(row.value)),
                () -> false);
        return copy;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
