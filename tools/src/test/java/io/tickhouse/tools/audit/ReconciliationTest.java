package io.tickhouse.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.tools.audit.AuditReport.PinotCount;
import io.tickhouse.tools.audit.AuditReport.Side;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReconciliationTest {

    private static final int WHOLE = Coordinate.WHOLE_RECORD;

    private final RawIndex raw =
            new RawIndex(Map.of(0, new RawIndex.Range(5, 100), 1, new RawIndex.Range(0, 0)));
    private Seen rows;
    private Seen deadLetters;

    @BeforeEach
    void threeElementsABrokenRecordAndAnEmptyArray() {
        raw.add(0, 4, 9); // before the range
        raw.add(0, 10, 3);
        raw.add(0, 11, ElementCounter.BROKEN);
        raw.add(0, 12, 0);
        raw.add(0, 100, 9); // after the range
        rows = new Seen(raw);
        deadLetters = new Seen(raw);
    }

    @Test
    void countsWhatIsThere() {
        assertThat(raw.records()).isEqualTo(3);
        assertThat(raw.elements()).isEqualTo(3);
        assertThat(raw.broken()).isEqualTo(1);
        assertThat(raw.emptyArrays()).isEqualTo(1);
    }

    @Test
    void isCleanWhenEachElementIsARowOrADeadLetter() {
        row(10, 0);
        deadLetter(10, 1);
        row(10, 2);
        deadLetter(11, WHOLE);

        assertThat(rowSide().clean()).isTrue();
        assertThat(deadLetterSide().clean()).isTrue();
        assertThat(rowSide().found()).isEqualTo(2);
    }

    @Test
    void namesWhatIsMissing() {
        row(10, 1);

        assertThat(rowSide().missing()).isEqualTo(2);
        assertThat(rowSide().firstMissing()).containsExactly("0-10-0", "0-10-2");
        assertThat(deadLetterSide().firstMissing()).containsExactly("0-11");
        assertThat(deadLetterSide().clean()).isFalse();
    }

    @Test
    void namesWhatIsDoubledOnce() {
        for (int i = 0; i < 4; i++) {
            row(10, 0);
        }
        row(10, 1);
        row(10, 2);

        Side side = rowSide();
        assertThat(side.doubled()).isEqualTo(1);
        assertThat(side.firstDoubled()).containsExactly("0-10-0");
        assertThat(side.clean()).isFalse();
        assertThat(tolerant().clean()).isTrue();
    }

    @Test
    void namesAtMostTenOfAKind() {
        RawIndex large = new RawIndex(Map.of(0, new RawIndex.Range(0, 10)));
        large.add(0, 0, 1000);

        Side side = new Reconciliation(large, new Seen(large)).rows("x", new Seen(large), false);

        assertThat(side.missing()).isEqualTo(1000);
        assertThat(side.firstMissing()).hasSize(10).startsWith("0-0-0").endsWith("0-0-9");
    }

    @Test
    void rowsThatTheRawTopicNeverHadAreForeign() {
        row(10, 3); // beyond the array
        row(11, 0); // of a broken record
        row(12, 0); // of an empty array
        row(13, 0); // of no record
        rows.row(new Coordinate(2, 10, 0)); // of no partition
        row(10, WHOLE); // rows always have an index

        assertThat(rowSide().foreign()).isEqualTo(6);
        assertThat(rowSide().firstForeign())
                .containsExactly("0-10", "0-10-3", "0-11-0", "0-12-0", "0-13-0", "2-10-0");
        assertThat(rowSide().clean()).isFalse();
    }

    @Test
    void ignoresWhatLiesOutsideOfTheRange() {
        row(4, 0);
        row(100, 0);
        rows.row(new Coordinate(1, 0, 0));

        assertThat(rowSide().foreign()).isZero();
        assertThat(rowSide().outside()).isEqualTo(3);
        assertThat(rowSide().found()).isZero();
    }

    @Test
    void aRowThatIsADeadLetterAsWellIsAFault() {
        row(10, 0);
        row(10, 1);
        row(10, 2);
        deadLetter(10, 1);
        deadLetter(11, WHOLE);

        assertThat(rowSide().alsoDeadLetters()).isEqualTo(1);
        assertThat(rowSide().firstAlsoDeadLetters()).containsExactly("0-10-1");
        assertThat(rowSide().clean()).isFalse();
    }

    @Test
    void aSoundArrayMayBeRefusedAsAWholeForItsSizeOnly() {
        deadLetters.deadLetter(new Coordinate(0, 11, WHOLE), false);
        deadLetters.deadLetter(new Coordinate(0, 10, WHOLE), true);
        assertThat(rowSide().clean()).isTrue();

        Seen wronglyRefused = new Seen(raw);
        wronglyRefused.deadLetter(new Coordinate(0, 10, WHOLE), false);
        assertThat(wronglyRefused.foreign()).isEqualTo(1);
    }

    @Test
    void aMessageWithoutCoordinateIsAFault() {
        row(10, 0);
        row(10, 1);
        row(10, 2);
        rows.unreadable();

        assertThat(rowSide().unreadable()).isEqualTo(1);
        assertThat(rowSide().clean()).isFalse();
    }

    @Test
    void aRowInTwoTopicsIsDoubled() {
        Seen other = new Seen(raw);
        other.row(new Coordinate(0, 10, 0));
        other.row(new Coordinate(0, 10, 1));
        row(10, 1);
        row(10, 2);
        row(99, 0);

        rows = Seen.union(raw, List.of(rows, other));

        assertThat(rowSide().found()).isEqualTo(3);
        assertThat(rowSide().firstDoubled()).containsExactly("0-10-1");
        assertThat(rowSide().firstForeign()).containsExactly("0-99-0");
    }

    @Test
    void tellsWhetherARowRepeats() {
        assertThat(rows.row(new Coordinate(0, 10, 0))).isFalse();
        assertThat(rows.row(new Coordinate(0, 10, 0))).isTrue();
        assertThat(rows.row(new Coordinate(0, 100, 0))).isFalse();
        assertThat(rows.row(new Coordinate(0, 100, 0))).isFalse();
    }

    @Test
    void pinotMustHaveWhatTheTopicHas() {
        assertThat(new PinotCount("t", 3, 3, "").agrees()).isTrue();
        assertThat(new PinotCount("t", 3, 2, "").agrees()).isFalse();
        assertThat(new PinotCount("t", 0, 0, "cannot tell").agrees()).isFalse();
    }

    private void row(long offset, int index) {
        rows.row(new Coordinate(0, offset, index));
    }

    private void deadLetter(long offset, int index) {
        deadLetters.deadLetter(new Coordinate(0, offset, index), false);
    }

    private Side rowSide() {
        return new Reconciliation(raw, deadLetters).rows("rows", rows, false);
    }

    private Side tolerant() {
        return new Reconciliation(raw, deadLetters).rows("rows", rows, true);
    }

    private Side deadLetterSide() {
        return new Reconciliation(raw, deadLetters).deadLetters(false);
    }
}
