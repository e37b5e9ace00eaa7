package io.tickhouse.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.model.Kind;
import org.junit.jupiter.api.Test;

class RawPartitionTest {

    private final RawPartition partition = new RawPartition(4);

    @Test
    void numbersElementsOverRecordsOfAnySize() {
        partition.add(10, 3, element -> Kind.TRADE, 0);
        partition.add(11, 0, element -> Kind.TRADE, 0);
        partition.add(15, ElementCounter.BROKEN, element -> Kind.TRADE, 0);
        partition.add(16, 2, element -> Kind.TRADE, 0);

        assertThat(partition.ordinals()).isEqualTo(7);
        assertThat(partition.records()).isEqualTo(4);
        assertThat(partition.span(10)).isEqualTo(new RawPartition.Span(10, 0, 3));
        assertThat(partition.span(15)).isEqualTo(new RawPartition.Span(15, 4, 5));
        assertThat(partition.span(16)).isEqualTo(new RawPartition.Span(16, 5, 7));
        assertThat(partition.coordinate(2)).isEqualTo(new Coordinate(4, 10, 2));
        assertThat(partition.coordinate(4)).hasToString("4-15");
        assertThat(partition.coordinate(6)).hasToString("4-16-1");
    }

    @Test
    void hasNoRecordAtGapsAndBeyondItsEnds() {
        assertThat(partition.span(0)).isNull();
        partition.add(10, 1, element -> Kind.TRADE, 0);
        partition.add(12, 1, element -> Kind.TRADE, 0);

        assertThat(partition.span(9)).isNull();
        assertThat(partition.span(11)).isNull();
        assertThat(partition.span(13)).isNull();
        assertThat(partition.span(Long.MAX_VALUE)).isNull();
    }

    @Test
    void findsEveryRecordOfManyBlocks() {
        int records = 100_000;
        for (int i = 0; i < records; i++) {
            partition.add(7L + 2L * i, i % 5, element -> Kind.TRADE, 0);
        }

        long ordinal = 0;
        for (int i = 0; i < records; i++) {
            long offset = 7L + 2L * i;
            int length = Math.max(1, i % 5);
            assertThat(partition.span(offset))
                    .isEqualTo(new RawPartition.Span(offset, ordinal, ordinal + length));
            assertThat(partition.coordinate(ordinal + length - 1).offset()).isEqualTo(offset);
            ordinal += length;
        }
        assertThat(partition.span(8)).isNull();
    }

    @Test
    void takesLeapsOfMoreThanAnInt() {
        partition.add(0, 1, element -> Kind.TRADE, 0);
        partition.add(5_000_000_000L, Integer.MAX_VALUE, element -> Kind.TRADE, 0);
        partition.add(5_000_000_001L, 2, element -> Kind.TRADE, 0);

        assertThat(partition.span(5_000_000_001L))
                .isEqualTo(
                        new RawPartition.Span(
                                5_000_000_001L, 1L + Integer.MAX_VALUE, 3L + Integer.MAX_VALUE));
        assertThat(partition.coordinate(2L + Integer.MAX_VALUE))
                .isEqualTo(new Coordinate(4, 5_000_000_001L, 1));
    }
}
