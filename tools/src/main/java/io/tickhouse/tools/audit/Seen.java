package io.tickhouse.tools.audit;

import io.tickhouse.model.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/**
 * Which coordinates one side holds. Memory: two compressed bitmaps for each partition, at most an
 * eighth of a byte for each element and far less when nearly all or nearly none is there.
 *
 * <p>A row of a coordinate that the raw topic does not have is foreign: a record that is not there,
 * beyond where the topic ends by now, or older than the topic's oldest record.
 */
final class Seen {

    /** The time of a row that does not tell when it was written. */
    static final long NO_TIME = Long.MAX_VALUE;

    private static final int SAMPLES = 10;

    /** Rows of later coordinates that are held until the raw topic is asked for its end. */
    private static final int MAX_LATER = 100_000;

    private final RawIndex raw;
    private final Kind kind;
    private final Map<Integer, Roaring64Bitmap> once = new HashMap<>();
    private final Map<Integer, Roaring64Bitmap> twice = new HashMap<>();
    private final TreeMap<Coordinate, Long> later = new TreeMap<>();
    private final NavigableSet<Coordinate> foreignSamples = new TreeSet<>();
    private final NavigableSet<Coordinate> misplacedSamples = new TreeSet<>();
    private long foreign;
    private long older;
    private long misplaced;
    private long outside;
    private long unreadable;

    /**
     * Nothing yet.
     *
     * @param kind that all rows must have, or null where each may
     */
    Seen(RawIndex raw, Kind kind) {
        this.raw = raw;
        this.kind = kind;
    }

    /** What these hold together; a coordinate that two of them hold is there twice. */
    static Seen union(RawIndex raw, Collection<Seen> parts) {
        Seen union = new Seen(raw, null);
        for (Seen part : parts) {
            for (int partition : raw.partitions().keySet()) {
                Roaring64Bitmap again = part.once(partition).clone();
                again.and(union.once(partition));
                union.twice(partition).or(again);
                union.twice(partition).or(part.twice(partition));
                union.once(partition).or(part.once(partition));
            }
            part.foreignSamples.forEach(each -> sample(union.foreignSamples, each));
            part.misplacedSamples.forEach(each -> sample(union.misplacedSamples, each));
            union.foreign += part.foreign;
            union.older += part.older;
            union.misplaced += part.misplaced;
            union.outside += part.outside;
            union.unreadable += part.unreadable;
        }
        return union;
    }

    /**
     * A row of this coordinate.
     *
     * @param writtenMs when it was written, or {@link #NO_TIME}
     */
    void row(Coordinate coordinate, long writtenMs) {
        RawPartition.Span span = span(coordinate, writtenMs);
        if (span == null) {
            return;
        }
        long ordinal = element(coordinate, span);
        if (ordinal < 0) {
            foreign(coordinate);
            return;
        }
        if (kind != null && !raw.partitions().get(coordinate.partition()).isOf(kind, ordinal)) {
            misplaced++;
            sample(misplacedSamples, coordinate);
        }
        mark(coordinate.partition(), ordinal);
    }

    /**
     * A dead letter of this coordinate.
     *
     * @param elements how many consecutive elements it stands for
     * @param refusable whether its reason is one for which a whole valid array, or a run of
     *     elements, may be refused; of an array it then stands for each of the elements
     * @param writtenMs when it was written, or {@link #NO_TIME}
     */
    void deadLetter(Coordinate coordinate, int elements, boolean refusable, long writtenMs) {
        RawPartition.Span span = span(coordinate, writtenMs);
        if (span == null) {
            return;
        }
        RawPartition partition = raw.partitions().get(coordinate.partition());
        long first;
        long end;
        if (coordinate.index() == Coordinate.WHOLE_RECORD) {
            first = refusable || partition.broken().contains(span.first()) ? span.first() : -1;
            end = span.end();
        } else {
            first = element(coordinate, span);
            end = first + elements;
        }
        if (first < 0 || end > span.end() || elements < 1 || (elements > 1 && !refusable)) {
            foreign(coordinate);
            return;
        }
        for (long ordinal = first; ordinal < end; ordinal++) {
            mark(coordinate.partition(), ordinal);
        }
    }

    /** A message that carries no coordinate. */
    void unreadable() {
        unreadable++;
    }

    /** Tells rows that came since the cut from those that cannot be; to be called after reading. */
    void settle() {
        if (later.isEmpty()) {
            return;
        }
        raw.askForEnds();
        later.forEach(
                (coordinate, rows) -> {
                    if (raw.reaches(coordinate)) {
                        outside += rows;
                    } else {
                        foreign += rows;
                        sample(foreignSamples, coordinate);
                    }
                });
        later.clear();
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

    /** Those of them that are older than the raw topic. */
    long older() {
        return older;
    }

    /** The first of the foreign ones. */
    SortedSet<Coordinate> foreignSamples() {
        return foreignSamples;
    }

    /** Rows whose element is of another kind. */
    long misplaced() {
        return misplaced;
    }

    /** The first of these. */
    SortedSet<Coordinate> misplacedSamples() {
        return misplacedSamples;
    }

    /** Rows outside of the audited range. */
    long outside() {
        return outside;
    }

    long unreadableRows() {
        return unreadable;
    }

    private RawPartition.Span span(Coordinate coordinate, long writtenMs) {
        if (raw.before(coordinate)) {
            outside++;
            return null;
        }
        if (raw.later(coordinate)) {
            if (raw.reaches(coordinate)) {
                outside++;
            } else {
                later.merge(coordinate, 1L, Long::sum);
                if (later.size() > MAX_LATER) {
                    settle();
                }
            }
            return null;
        }
        if (!raw.canComeOf(coordinate.partition(), writtenMs)) {
            older++;
            foreign(coordinate);
            return null;
        }
        RawPartition.Span span =
                raw.partitions().get(coordinate.partition()).span(coordinate.offset());
        if (span == null) {
            foreign(coordinate);
        }
        return span;
    }

    /** The element's ordinal, or -1 if the record has no such element. */
    private long element(Coordinate coordinate, RawPartition.Span span) {
        RawPartition partition = raw.partitions().get(coordinate.partition());
        long ordinal = span.first() + coordinate.index();
        return coordinate.index() < 0
                        || ordinal >= span.end()
                        || partition.broken().contains(ordinal)
                        || partition.empty().contains(ordinal)
                ? -1
                : ordinal;
    }

    private void mark(int partition, long ordinal) {
        Roaring64Bitmap first = once(partition);
        (first.contains(ordinal) ? twice(partition) : first).addLong(ordinal);
    }

    private void foreign(Coordinate coordinate) {
        foreign++;
        sample(foreignSamples, coordinate);
    }

    private static void sample(NavigableSet<Coordinate> samples, Coordinate coordinate) {
        samples.add(coordinate);
        if (samples.size() > SAMPLES) {
            samples.pollLast();
        }
    }
}
