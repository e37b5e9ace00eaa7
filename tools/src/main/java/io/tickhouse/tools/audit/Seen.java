package io.tickhouse.tools.audit;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/**
 * Which coordinates one side holds. Memory: two compressed bitmaps for each partition, at most an
 * eighth of a byte for each element and far less when nearly all or nearly none is there.
 */
final class Seen {

    private static final int SAMPLES = 10;

    private final RawIndex raw;
    private final Map<Integer, Roaring64Bitmap> once = new HashMap<>();
    private final Map<Integer, Roaring64Bitmap> twice = new HashMap<>();
    private final TreeSet<Coordinate> foreignSamples = new TreeSet<>();
    private long foreign;
    private long outside;
    private long unreadable;

    Seen(RawIndex raw) {
        this.raw = raw;
    }

    /** What these hold together; a coordinate that two of them hold is doubled. */
    static Seen union(RawIndex raw, Collection<Seen> parts) {
        Seen union = new Seen(raw);
        for (Seen part : parts) {
            for (int partition : raw.partitions().keySet()) {
                Roaring64Bitmap again = part.once(partition).clone();
                again.and(union.once(partition));
                union.twice(partition).or(again);
                union.twice(partition).or(part.twice(partition));
                union.once(partition).or(part.once(partition));
            }
            part.foreignSamples.forEach(union::sample);
            union.foreign += part.foreign;
            union.outside += part.outside;
            union.unreadable += part.unreadable;
        }
        return union;
    }

    /**
     * A row of this coordinate.
     *
     * @return whether this repeats a row seen before
     */
    boolean row(Coordinate coordinate) {
        RawPartition.Span span = span(coordinate);
        if (span == null) {
            return false;
        }
        RawPartition partition = raw.partitions().get(coordinate.partition());
        long ordinal = span.first() + coordinate.index();
        if (coordinate.index() < 0
                || ordinal >= span.end()
                || partition.broken().contains(ordinal)
                || partition.empty().contains(ordinal)) {
            foreign(coordinate);
            return false;
        }
        return mark(coordinate.partition(), ordinal);
    }

    /**
     * A dead letter of this coordinate.
     *
     * @param refusable whether its reason is one for which a whole sound array may be refused; then
     *     it stands for each of the elements
     */
    void deadLetter(Coordinate coordinate, boolean refusable) {
        if (coordinate.index() != Coordinate.WHOLE_RECORD) {
            row(coordinate);
            return;
        }
        RawPartition.Span span = span(coordinate);
        if (span == null) {
            return;
        }
        RawPartition partition = raw.partitions().get(coordinate.partition());
        if (!partition.broken().contains(span.first()) && !refusable) {
            foreign(coordinate);
            return;
        }
        for (long ordinal = span.first(); ordinal < span.end(); ordinal++) {
            mark(coordinate.partition(), ordinal);
        }
    }

    /** A message that carries no coordinate. */
    void unreadable() {
        unreadable++;
    }

    Roaring64Bitmap once(int partition) {
        return once.computeIfAbsent(partition, p -> new Roaring64Bitmap());
    }

    Roaring64Bitmap twice(int partition) {
        return twice.computeIfAbsent(partition, p -> new Roaring64Bitmap());
    }

    /** Different coordinates within the audited range. */
    long distinct() {
        return once.values().stream().mapToLong(Roaring64Bitmap::getLongCardinality).sum();
    }

    /** Rows of coordinates that the raw topic does not have, or not as a row. */
    long foreign() {
        return foreign;
    }

    /** The first of these. */
    SortedSet<Coordinate> foreignSamples() {
        return foreignSamples;
    }

    /** Rows outside of the audited range. */
    long outside() {
        return outside;
    }

    long unreadableRows() {
        return unreadable;
    }

    private RawPartition.Span span(Coordinate coordinate) {
        if (raw.outside(coordinate)) {
            outside++;
            return null;
        }
        RawPartition partition = raw.partitions().get(coordinate.partition());
        RawPartition.Span span = partition == null ? null : partition.span(coordinate.offset());
        if (span == null) {
            foreign(coordinate);
        }
        return span;
    }

    private boolean mark(int partition, long ordinal) {
        Roaring64Bitmap first = once(partition);
        boolean repeated = first.contains(ordinal);
        (repeated ? twice(partition) : first).addLong(ordinal);
        return repeated;
    }

    private void foreign(Coordinate coordinate) {
        foreign++;
        sample(coordinate);
    }

    private void sample(Coordinate coordinate) {
        foreignSamples.add(coordinate);
        if (foreignSamples.size() > SAMPLES) {
            foreignSamples.pollLast();
        }
    }
}
