package io.tickhouse.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.model.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RawIndexTest {

    private Map<Integer, Long> ends = Map.of(0, 30L);
    private final RawIndex raw =
            new RawIndex(
                    Map.of(0, new RawIndex.Range(10, 20), 1, new RawIndex.Range(0, 5)), () -> ends);

    @Test
    void theStartBelongsToTheRangeAndTheCutDoesNot() {
        for (long offset : new long[] {9, 10, 19, 20}) {
            raw.add(0, offset, 1, i -> Kind.TRADE, 0);
        }

        assertThat(raw.records()).isEqualTo(2);
        assertThat(raw.before(at(0, 9))).isTrue();
        assertThat(raw.before(at(0, 10))).isFalse();
        assertThat(raw.later(at(0, 19))).isFalse();
        assertThat(raw.later(at(0, 20))).isTrue();
    }

    @Test
    void untilItIsAskedTheTopicEndsAtTheCut() {
        assertThat(raw.reaches(at(0, 19))).isTrue();
        assertThat(raw.reaches(at(0, 20))).isFalse();

        raw.askForEnds();

        assertThat(raw.reaches(at(0, 29))).isTrue();
        assertThat(raw.reaches(at(0, 30))).isFalse();
    }

    @Test
    void aPartitionThatIsNewIsLaterAndReachesNothing() {
        assertThat(raw.before(at(7, 0))).isFalse();
        assertThat(raw.later(at(7, 0))).isTrue();
        assertThat(raw.reaches(at(7, 0))).isFalse();

        ends = Map.of(7, 1L);
        raw.askForEnds();

        assertThat(raw.reaches(at(7, 0))).isTrue();
    }

    @Test
    void aRowCanBeAsOldAsTheOldestRecordOfItsPartition() {
        raw.add(0, 10, 1, i -> Kind.TRADE, 2_000);
        raw.add(0, 11, 1, i -> Kind.TRADE, 1_000);

        assertThat(raw.canComeOf(0, 1_000)).isTrue();
        assertThat(raw.canComeOf(0, 999)).isFalse();
        assertThat(raw.canComeOf(1, 0)).as("a partition without records").isTrue();
        assertThat(raw.canComeOf(9, 0)).as("an unknown partition").isTrue();
    }

    @Test
    void elementsAreCountedOverAllPartitions() {
        raw.add(0, 10, 3, i -> Kind.TRADE, 0);
        raw.add(0, 11, ElementCounter.BROKEN, i -> Kind.TRADE, 0);
        raw.add(1, 0, 0, i -> Kind.TRADE, 0);
        raw.add(1, 1, 4, i -> Kind.QUOTE, 0);

        assertThat(raw.elements()).isEqualTo(7);
        assertThat(raw.broken()).isEqualTo(1);
        assertThat(raw.emptyArrays()).isEqualTo(1);
        assertThat(raw.records()).isEqualTo(4);
    }

    private static Coordinate at(int partition, long offset) {
        return new Coordinate(partition, offset, 0);
    }
}
