package io.tickhouse.tools.audit;

import io.tickhouse.model.Kind;
import io.tickhouse.tools.UserError;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/**
 * The coordinates that one side holds. Memory: two compressed bitmaps for each partition. An
 * element takes at most an eighth of a byte, and far less if nearly all or nearly none is there.
 *
 * <p>A row is foreign if the raw topic does not have its coordinate. Its record does not exist, or
 * is beyond the current end of the topic, or the row is older than the topic's oldest record.
 */
final class Seen {

    /** The time of a row that does not say when it was written. */
    static final long NO_TIME = Long.MAX_VALUE;

    private static final int SAMPLES = 10;

    /** How many rows of later coordinates are held until the raw topic is asked for its end. */
    private static final int MAX_LATER = 100_000;

    private final RawIndex raw;
    private final Kind kind;
    private final Map<Integer, Roaring64Bitmap> once = new HashMap<>();
    private final Map<Integer, Roaring64Bitmap> twice = new HashMap<>();
    private final TreeMap<Coordinate, Long> later = new TreeMap<>();
    private final NavigableSet<Coordinate> foreignSamples = new TreeSet<>();
    private final NavigableSet<Coordinate> misplacedSamples = new TreeSet<>();
    private int room = MAX_LATER;
    private long foreign;
    private long older;
    private long misplaced;
    private long outside;
    private long unreadable;

    /**
     * Creates an empty one.
     *
     * @param kind that all rows must have, or null if any kind will do
     */
    Seen(RawIndex raw, Kind kind) {
        this.raw = raw;
        this.kind = kind;
    }

    /** The union of these. A coordinate in two of them counts as a duplicate. */
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
     * Adds a row of this coordinate.
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
     * Adds a dead letter of this coordinate.
     *
     * @param elements how many consecutive elements it represents
     * @param refusable whether its reason is one for which a whole valid array, or a run of
     *     elements, may be rejected. For an array it then represents each of the elements
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

    /** Adds a message without a coordinate. */
    void unreadable() {
        unreadable++;
    }

    /** Separates rows that came after the cut from impossible ones. Call it after reading. */
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

    /**
     * Settles in the middle of a batch. An outage must not end it there, because the rest of the
     * batch does not come again.
     */
    private void settleIfAnswered() {
        try {
            settle();
            room = MAX_LATER;
        } catch (UserError e) {
            if (!e.isOutage()) {
                throw e;
            }
            room = later.size() + MAX_LATER; // settle() after reading asks again
        }
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

    /** Rows of coordinates that the raw topic does not have, or does not have as a row. */
    long foreign() {
        return foreign;
    }

    /** Foreign rows that are older than the raw topic. */
    long older() {
        return older;
    }

    /** The first foreign ones. */
    SortedSet<Coordinate> foreignSamples() {
        return foreignSamples;
    }

    /** Rows whose element is of another kind. */
    long misplaced() {
        return misplaced;
    }

    /** The first misplaced ones. */
    SortedSet<Coordinate> misplacedSamples() {
        return misplacedSamples;
    }

    /** Rows outside the audited range. */
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
                if (later.size() > room) {
                    settleIfAnswered();
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
