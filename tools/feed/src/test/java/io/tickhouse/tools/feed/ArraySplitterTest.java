package io.tickhouse.tools.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.model.Kind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ArraySplitterTest {

    private final ArraySplitter arrays = new ArraySplitter(2);

    @Test
    void elementsOfAPartitionBecomeOneArray() {
        add(0, "1");
        add(1, "{}");
        add(0, "2");

        assertThat(close(0)).isEqualTo("[1,2]");
        assertThat(close(1)).isEqualTo("[{}]");
    }

    @Test
    void aPartitionIsEmptyUntilItIsOpenedAndAfterItIsCleared() {
        assertThat(arrays.isEmpty(0)).isTrue();
        add(0, "1");
        assertThat(arrays.isEmpty(0)).isFalse();
        assertThat(arrays.isEmpty(1)).isTrue();

        arrays.close(0);
        arrays.clear(0);
        assertThat(arrays.isEmpty(0)).isTrue();
        add(0, "3");
        assertThat(close(0)).isEqualTo("[3]");
    }

    @Test
    void eachPartitionCountsForItselfAndBeginsAgain() {
        arrays.countValid(0, Kind.TRADE);
        arrays.countValid(0, Kind.TRADE);
        arrays.countValid(0, Kind.QUOTE);
        arrays.countValid(1, Kind.BAR);
        arrays.countOther(0);
        arrays.countCorrupt(0);

        assertThat(figures(arrays.tally(0))).containsExactly(2, 1, 0, 1, 1, 0);
        assertThat(figures(arrays.tally(1))).containsExactly(0, 0, 1, 0, 0, 0);
        arrays.clear(0);
        assertThat(figures(arrays.tally(0))).containsOnly(0);
    }

    @Test
    void anElementFitsIfTheArrayStaysWithinTheLimit() {
        assertThat(arrays.fits(0, 100, 10)).as("alone it must be sent").isTrue();
        add(0, "12345");

        // [12345,678] has 11 characters.
        assertThat(arrays.fits(0, 3, 11)).isTrue();
        assertThat(arrays.fits(0, 4, 11)).isFalse();
    }

    @Test
    void anArrayIsFullBeforeABrokerRefusesIt() {
        add(0, "\"" + "x".repeat(899_000) + "\"");
        assertThat(arrays.isFull(0)).isFalse();
        add(0, "\"" + "x".repeat(1_000) + "\"");

        assertThat(arrays.isFull(0)).isTrue();
        assertThat(close(0).length()).isLessThan(1_000_000);
    }

    private static long[] figures(ArrayTally tally) {
        return new long[] {
            tally.trades(),
            tally.rows(Kind.QUOTE),
            tally.rows(Kind.BAR),
            tally.other(),
            tally.corruptElements(),
            tally.corruptArrays()
        };
    }

    private void add(int partition, String element) {
        arrays.open(partition).append(JsonBuffer.ascii(element));
    }

    private String close(int partition) {
        return new String(arrays.close(partition), StandardCharsets.US_ASCII);
    }
}
