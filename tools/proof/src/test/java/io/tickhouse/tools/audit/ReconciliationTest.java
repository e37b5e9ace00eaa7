package io.tickhouse.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.model.Kind;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.audit.AuditReport.PinotTable;
import io.tickhouse.tools.audit.AuditReport.Side;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReconciliationTest {

    private static final int WHOLE = Coordinate.WHOLE_RECORD;

    private static final long NOON = 1_772_461_800_000L;

    private Map<Integer, Long> ends = Map.of(0, 200L, 1, 1L);
    private final RawIndex raw =
            new RawIndex(
                    Map.of(0, new RawIndex.Range(5, 100), 1, new RawIndex.Range(0, 0)), () -> ends);
    private Seen rows;
    private Seen deadLetters;

    @BeforeEach
    void threeElementsABrokenRecordAndAnEmptyArray() {
        add(raw, 4, 9); // before the range
        add(raw, 10, 3);
        add(raw, 11, ElementCounter.BROKEN);
        add(raw, 12, 0);
        add(raw, 100, 9); // after the range
        rows = new Seen(raw, null);
        deadLetters = new Seen(raw, null);
    }

    /** A clock an hour ahead would make all rows look older than their source. */
    @Test
    void theClockOfAProducerSaysNothingOfWhenARowCanHaveBeenWritten() {
        assertThat(ServiceSides.earliestRowMs(rawRecord(TimestampType.LOG_APPEND_TIME)))
                .isBetween(900_000L, 1_000_000L);
        assertThat(ServiceSides.earliestRowMs(rawRecord(TimestampType.CREATE_TIME)))
                .isEqualTo(Long.MIN_VALUE);
    }

    private static ConsumerRecord<byte[], byte[]> rawRecord(TimestampType type) {
        return new ConsumerRecord<>(
                "raw",
                0,
                0,
                1_000_000,
                type,
                -1,
                -1,
                null,
                null,
                new RecordHeaders(),
                Optional.empty());
    }

    @Test
    void anOutageInTheMiddleOfABatchLosesNoRow() {
        AtomicBoolean away = new AtomicBoolean(true);
        RawIndex growing =
                new RawIndex(
                        Map.of(0, new RawIndex.Range(0, 0)),
                        () -> {
                            if (away.get()) {
                                throw UserError.outage("Kafka does not answer.", null);
                            }
                            return Map.of(0, 150_000L);
                        });
        Seen later = new Seen(growing, null);

        for (int offset = 0; offset < 150_000; offset++) {
            later.row(new Coordinate(0, offset, 0), Seen.NO_TIME);
        }

        assertThatThrownBy(later::settle).isInstanceOf(UserError.class);
        away.set(false);
        later.settle();
        assertThat(later.outside()).isEqualTo(150_000);
        assertThat(later.foreign()).isZero();
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
    void namesADuplicateOnce() {
        for (int i = 0; i < 4; i++) {
            row(10, 0);
        }
        row(10, 1);
        row(10, 2);

        Side side = rowSide();
        assertThat(side.duplicates()).isEqualTo(1);
        assertThat(side.firstDuplicates()).containsExactly("0-10-0");
        assertThat(side.clean()).isFalse();
        assertThat(tolerant().clean()).isTrue();
    }

    @Test
    void namesAtMostTenOfAKind() {
        RawIndex large = new RawIndex(Map.of(0, new RawIndex.Range(0, 10)), Map::of);
        add(large, 0, 1000);

        Side side =
                new Reconciliation(large, new Seen(large, null))
                        .rows("x", new Seen(large, null), false);

        assertThat(side.missing()).isEqualTo(1000);
        assertThat(side.firstMissing()).hasSize(10).startsWith("0-0-0").endsWith("0-0-9");
    }

    @Test
    void rowsThatTheRawTopicNeverHadAreForeign() {
        row(10, 3); // beyond the array
        row(11, 0); // of a broken record
        row(12, 0); // of an empty array
        row(13, 0); // of no record
        rows.row(new Coordinate(2, 10, 0), Seen.NO_TIME); // of no partition
        row(10, WHOLE); // rows always have an index
        rows.settle();

        assertThat(rowSide().foreign()).isEqualTo(6);
        assertThat(rowSide().firstForeign())
                .containsExactly("0-10", "0-10-3", "0-11-0", "0-12-0", "0-13-0", "2-10-0");
        assertThat(rowSide().clean()).isFalse();
    }

    @Test
    void ignoresWhatLiesOutsideOfTheRange() {
        row(4, 0);
        row(100, 0);
        rows.row(new Coordinate(1, 0, 0), Seen.NO_TIME);
        rows.settle();

        assertThat(rowSide().foreign()).isZero();
        assertThat(rowSide().outside()).isEqualTo(3);
        assertThat(rowSide().found()).isZero();
    }

    @Test
    void rowsBeyondTheEndOfTheRawTopicAreForeign() {
        row(199, 0);
        row(200, 0);
        row(200, 0);
        rows.row(new Coordinate(1, 1, 7), Seen.NO_TIME);
        rows.settle();

        assertThat(rowSide().outside()).isEqualTo(1);
        assertThat(rowSide().foreign()).isEqualTo(3);
        assertThat(rowSide().firstForeign()).containsExactly("0-200-0", "1-1-7");
        assertThat(rowSide().clean()).isFalse();
    }

    @Test
    void aRawTopicThatGrowsAllowsLaterRows() {
        row(200, 0);
        ends = Map.of(0, 201L, 1, 1L, 2, 5L);
        rows.row(new Coordinate(2, 4, 0), Seen.NO_TIME); // a partition that was added later
        rows.settle();
        row(200, 1);

        assertThat(rowSide().foreign()).isZero();
        assertThat(rowSide().outside()).isEqualTo(3);
    }

    @Test
    void manyLaterRowsAreNotHeld() {
        for (int i = 0; i < 250_000; i++) {
            row(150, i);
            row(300, i);
        }
        rows.settle();

        assertThat(rowSide().outside()).isEqualTo(250_000);
        assertThat(rowSide().foreign()).isEqualTo(250_000);
    }

    @Test
    void rowsOfAnEarlierTopicOfThisNameAreForeign() {
        rows.row(new Coordinate(0, 10, 0), NOON - 1);
        rows.row(new Coordinate(0, 10, 1), NOON);

        assertThat(rowSide().older()).isEqualTo(1);
        assertThat(rowSide().foreign()).isEqualTo(1);
        assertThat(rowSide().firstForeign()).containsExactly("0-10-0");
        assertThat(rowSide().found()).isEqualTo(1);

        deadLetters.deadLetter(new Coordinate(0, 11, WHOLE), 1, false, NOON - 1);
        assertThat(deadLetterSide().older()).isEqualTo(1);
        assertThat(deadLetterSide().missing()).isEqualTo(1);
    }

    @Test
    void aRowInThePlaceOfAnotherKindIsAFault() {
        RawIndex mixed = new RawIndex(Map.of(0, new RawIndex.Range(0, 10)), Map::of);
        int none = Kind.values().length;
        Kind[] kinds = Arrays.copyOf(Kind.values(), none + 1); // the last element is of no kind
        mixed.add(0, 0, kinds.length, i -> kinds[i], NOON);
        for (Kind kind : Kind.values()) {
            Seen side = new Seen(mixed, kind);
            for (int i = 0; i < kinds.length; i++) {
                side.row(new Coordinate(0, 0, i), Seen.NO_TIME);
            }

            Side verdict = new Reconciliation(mixed, new Seen(mixed, null)).rows("x", side, false);

            assertThat(verdict.misplaced()).isEqualTo(none);
            assertThat(verdict.missing()).isZero();
            assertThat(verdict.firstMisplaced())
                    .isNotEmpty()
                    .doesNotContain("0-0-" + List.of(Kind.values()).indexOf(kind));
            assertThat(verdict.clean()).isFalse();
        }
    }

    @Test
    void aRunOfDeadElementsStandsForEachOfThem() {
        RawIndex large = new RawIndex(Map.of(0, new RawIndex.Range(0, 10)), Map::of);
        add(large, 3, 5000);
        Seen dead = new Seen(large, null);
        Seen side = new Seen(large, Kind.TRADE);
        for (int i = 0; i < 1000; i++) {
            dead.deadLetter(new Coordinate(0, 3, i), 1, false, NOON);
        }
        dead.deadLetter(new Coordinate(0, 3, 1000), 2000, true, NOON);
        side.row(new Coordinate(0, 3, 3000), NOON);
        dead.deadLetter(new Coordinate(0, 3, 3001), 1998, true, NOON);

        Side verdict = new Reconciliation(large, dead).rows("x", side, false);
        assertThat(verdict.firstMissing()).containsExactly("0-3-4999");

        dead.deadLetter(new Coordinate(0, 3, 4998), 2, true, NOON);
        assertThat(new Reconciliation(large, dead).rows("x", side, false).clean()).isTrue();
        Side letters = new Reconciliation(large, dead).deadLetters(false);
        assertThat(letters.firstDuplicates()).containsExactly("0-3-4998");
    }

    @Test
    void aRunBeyondItsRecordOrWithAnotherReasonIsForeign() {
        deadLetters.deadLetter(new Coordinate(0, 10, 1), 3, true, NOON);
        deadLetters.deadLetter(new Coordinate(0, 10, 1), 2, false, NOON);
        deadLetters.deadLetter(new Coordinate(0, 10, 1), 0, true, NOON);

        assertThat(deadLetterSide().foreign()).isEqualTo(3);
        assertThat(deadLetterSide().found()).isZero();
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
    void aValidArrayMayBeRefusedAsAWholeForItsSizeOnly() {
        deadLetters.deadLetter(new Coordinate(0, 11, WHOLE), 1, false, Seen.NO_TIME);
        deadLetters.deadLetter(new Coordinate(0, 10, WHOLE), 1, true, Seen.NO_TIME);
        assertThat(rowSide().clean()).isTrue();

        Seen wronglyRefused = new Seen(raw, null);
        wronglyRefused.deadLetter(new Coordinate(0, 10, WHOLE), 1, false, Seen.NO_TIME);
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
    void aRowInTwoTopicsIsADuplicate() {
        Seen other = new Seen(raw, null);
        other.row(new Coordinate(0, 10, 0), Seen.NO_TIME);
        other.row(new Coordinate(0, 10, 1), Seen.NO_TIME);
        row(10, 1);
        row(10, 2);
        row(99, 0);

        rows = Seen.union(raw, List.of(rows, other));

        assertThat(rowSide().found()).isEqualTo(3);
        assertThat(rowSide().firstDuplicates()).containsExactly("0-10-1");
        assertThat(rowSide().firstForeign()).containsExactly("0-99-0");
    }

    @Test
    void pinotMustHaveTheCoordinatesOfItsTopic() {
        row(10, 0);
        row(10, 1);
        row(10, 1);
        Seen table = new Seen(raw, null);
        table.row(new Coordinate(0, 10, 1), Seen.NO_TIME);
        table.row(new Coordinate(0, 10, 1), Seen.NO_TIME);
        table.row(new Coordinate(0, 10, 2), Seen.NO_TIME);
        table.row(new Coordinate(0, 10, 2), Seen.NO_TIME);
        table.row(new Coordinate(0, 150, 0), Seen.NO_TIME);
        table.settle();

        PinotTable found = Reconciliation.table(raw, "t", "topic", 5, table, rows);

        // The table has as many rows as the topic, but not the same.
        assertThat(found.firstMissing()).containsExactly("0-10-0");
        assertThat(found.firstDuplicates()).containsExactly("0-10-2");
        assertThat(found.firstExtra()).containsExactly("0-10-2");
        assertThat(found.agrees()).isFalse();
    }

    @Test
    void pinotAgreesWhenItHasWhatTheTopicHasTwiceToo() {
        row(10, 1);
        row(10, 1);
        Seen once = new Seen(raw, null);
        once.row(new Coordinate(0, 10, 1), Seen.NO_TIME);

        assertThat(Reconciliation.table(raw, "t", "topic", 1, once, rows).agrees()).isTrue();
        assertThat(Reconciliation.table(raw, "t", "topic", 2, rows, rows).agrees()).isTrue();
        assertThat(PinotTable.not("t", "topic", 1, "cannot tell").agrees()).isFalse();
    }

    private static void add(RawIndex to, long offset, int elements) {
        to.add(0, offset, elements, i -> Kind.TRADE, NOON);
    }

    private void row(long offset, int index) {
        rows.row(new Coordinate(0, offset, index), Seen.NO_TIME);
    }

    private void deadLetter(long offset, int index) {
        deadLetters.deadLetter(new Coordinate(0, offset, index), 1, false, Seen.NO_TIME);
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
