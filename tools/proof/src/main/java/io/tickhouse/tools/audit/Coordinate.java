package io.tickhouse.tools.audit;

import java.util.Comparator;

/**
 * A position in the raw topic.
 *
 * @param index of the element in the record's array, or {@link #WHOLE_RECORD}
 */
public record Coordinate(int partition, long offset, int index) implements Comparable<Coordinate> {

    public static final int WHOLE_RECORD = -1;

    private static final Comparator<Coordinate> ORDER =
            Comparator.comparingInt(Coordinate::partition)
                    .thenComparingLong(Coordinate::offset)
                    .thenComparingInt(Coordinate::index);

    @Override
    public int compareTo(Coordinate other) {
        return ORDER.compare(this, other);
    }

    /** As in the field {@code src}; a whole record is {@code partition-offset}. */
    @Override
    public String toString() {
        return index == WHOLE_RECORD
                ? partition + "-" + offset
                : partition + "-" + offset + "-" + index;
    }
}
