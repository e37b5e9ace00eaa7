package io.tickhouse.tools.audit;

import java.util.Map;
import java.util.TreeMap;

/**
 * All of the raw topic from a start to a cut, by partition. Coordinates outside of this range are
 * no matter of the audit.
 */
final class RawIndex {

    /** The offsets of a partition that are audited: {@code [start, cut)}. */
    record Range(long start, long cut) {}

    private final Map<Integer, Range> ranges;
    private final Map<Integer, RawPartition> partitions = new TreeMap<>();

    RawIndex(Map<Integer, Range> ranges) {
        this.ranges = new TreeMap<>(ranges);
        ranges.keySet().forEach(p -> partitions.put(p, new RawPartition(p)));
    }

    /** By number, in order. */
    Map<Integer, RawPartition> partitions() {
        return partitions;
    }

    void add(int partition, long offset, int elements) {
        Range range = ranges.get(partition);
        if (offset >= range.start() && offset < range.cut()) {
            partitions.get(partition).add(offset, elements);
        }
    }

    /** Whether the coordinate lies before the start or from the cut on. */
    boolean outside(Coordinate coordinate) {
        Range range = ranges.get(coordinate.partition());
        return range != null
                && (coordinate.offset() < range.start() || coordinate.offset() >= range.cut());
    }

    long records() {
        return partitions.values().stream().mapToLong(RawPartition::records).sum();
    }

    long broken() {
        return partitions.values().stream().mapToLong(p -> p.broken().getLongCardinality()).sum();
    }

    long emptyArrays() {
        return partitions.values().stream().mapToLong(p -> p.empty().getLongCardinality()).sum();
    }

    /** Elements of sound arrays. */
    long elements() {
        return partitions.values().stream().mapToLong(RawPartition::ordinals).sum()
                - broken()
                - emptyArrays();
    }
}
