package io.tickhouse.tools.audit;

import io.tickhouse.model.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * All records of the raw topic from a start to a cut, by partition. Coordinates outside this range
 * are not audited, but none may lie beyond the current end of the topic.
 */
final class RawIndex {

    /** The audited offsets of a partition: {@code [start, cut)}. */
    record Range(long start, long cut) {}

    private final Map<Integer, Range> ranges;
    private final Map<Integer, RawPartition> partitions = new TreeMap<>();
    private final Supplier<Map<Integer, Long>> ask;
    private Map<Integer, Long> ends = new HashMap<>();

    /**
     * An index without records.
     *
     * @param ends returns the current ends of the topic's partitions
     */
    RawIndex(Map<Integer, Range> ranges, Supplier<Map<Integer, Long>> ends) {
        this.ranges = new TreeMap<>(ranges);
        this.ask = ends;
        ranges.forEach(
                (p, range) -> {
                    partitions.put(p, new RawPartition(p));
                    this.ends.put(p, range.cut());
                });
    }

    /** The partitions by number, in order. */
    Map<Integer, RawPartition> partitions() {
        return partitions;
    }

    /**
     * Adds the next record of its partition, unless it is outside the range.
     *
     * @param elements as {@link ElementCounter} counts them
     * @param kinds of each element by its index; null where no row can come of it
     * @param earliestMs before this time no row of it can have been written
     */
    void add(int partition, long offset, int elements, IntFunction<Kind> kinds, long earliestMs) {
        Range range = ranges.get(partition);
        if (offset >= range.start() && offset < range.cut()) {
            partitions.get(partition).add(offset, elements, kinds, earliestMs);
        }
    }

    /** Whether the coordinate is before the start of the audited range. */
    boolean before(Coordinate coordinate) {
        Range range = ranges.get(coordinate.partition());
        return range != null && coordinate.offset() < range.start();
    }

    /**
     * Whether it is at or after the cut, where the topic may have grown. True also for new
     * partitions.
     */
    boolean later(Coordinate coordinate) {
        Range range = ranges.get(coordinate.partition());
        return range == null || coordinate.offset() >= range.cut();
    }

    /** Whether the raw topic contained it when last asked for its end. */
    boolean reaches(Coordinate coordinate) {
        return coordinate.offset() < ends.getOrDefault(coordinate.partition(), 0L);
    }

    /** Asks for the current end of the raw topic. */
    void askForEnds() {
        ends = ask.get();
    }

    /**
     * Whether a row written then can come from a record of this partition: no row is older than the
     * oldest record. Rows of an earlier topic with this name are older.
     */
    boolean canComeOf(int partition, long writtenMs) {
        RawPartition records = partitions.get(partition);
        return records == null || records.records() == 0 || writtenMs >= records.earliestMs();
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

    /** Elements of valid arrays. */
    long elements() {
        return partitions.values().stream().mapToLong(RawPartition::ordinals).sum()
                - broken()
                - emptyArrays();
    }
}
