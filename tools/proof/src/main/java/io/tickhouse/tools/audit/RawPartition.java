package io.tickhouse.tools.audit;

import io.tickhouse.model.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/**
 * The records of one partition of the raw topic and the number of elements of each.
 *
 * <p>Every element has an ordinal, counted from 0 over the partition. A record without elements
 * (empty or broken) also takes one ordinal. Ordinals are dense, which keeps the bitmaps over them
 * small. Memory: 8 bytes for each record, in blocks that are allocated as records come. Two bitmaps
 * are of the records that are empty or broken, and three of the elements that are not trades.
 */
final class RawPartition {

    private static final int BLOCK = 1 << 14;

    /** Up to {@link #BLOCK} records, with offsets and ordinals relative to the first. */
    private static final class Block {

        private final long firstOffset;
        private final long firstOrdinal;
        private int[] offsets = new int[64];
        private int[] ordinals = new int[64];
        private int size;

        private Block(long firstOffset, long firstOrdinal) {
            this.firstOffset = firstOffset;
            this.firstOrdinal = firstOrdinal;
        }

        private boolean takes(long offset, long ordinal) {
            return size < BLOCK
                    && offset - firstOffset <= Integer.MAX_VALUE
                    && ordinal - firstOrdinal <= Integer.MAX_VALUE;
        }

        private void add(long offset, long ordinal) {
            if (size == offsets.length) {
                offsets = Arrays.copyOf(offsets, size * 2);
                ordinals = Arrays.copyOf(ordinals, size * 2);
            }
            offsets[size] = (int) (offset - firstOffset);
            ordinals[size] = (int) (ordinal - firstOrdinal);
            size++;
        }
    }

    /** A record found by a lookup: its ordinals are {@code [first, end)}. */
    record Span(long offset, long first, long end) {}

    private final int partition;
    private final List<Block> blocks = new ArrayList<>();
    private final Roaring64Bitmap empty = new Roaring64Bitmap();
    private final Roaring64Bitmap broken = new Roaring64Bitmap();
    private final Map<Kind, Roaring64Bitmap> ofKind = new EnumMap<>(Kind.class);
    private final Roaring64Bitmap ofNoKind = new Roaring64Bitmap();
    private long nextOrdinal;
    private long records;
    private long earliestMs = Long.MAX_VALUE;

    RawPartition(int partition) {
        this.partition = partition;
    }

    /**
     * Adds the next record. Offsets ascend, with gaps where Kafka keeps transaction markers.
     *
     * @param elements as {@link ElementCounter} counts them
     * @param kinds of each element by its index; null where no row can come of it
     * @param notBeforeMs before this time no row of it can have been written
     */
    void add(long offset, int elements, IntFunction<Kind> kinds, long notBeforeMs) {
        earliestMs = Math.min(earliestMs, notBeforeMs);
        for (int i = 0; i < elements; i++) {
            Kind kind = kinds.apply(i);
            if (kind == null) {
                ofNoKind.addLong(nextOrdinal + i);
            } else if (kind != Kind.TRADE) {
                ofKind.computeIfAbsent(kind, k -> new Roaring64Bitmap()).addLong(nextOrdinal + i);
            }
        }
        Block last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
        if (last == null || !last.takes(offset, nextOrdinal)) {
            last = new Block(offset, nextOrdinal);
            blocks.add(last);
        }
        last.add(offset, nextOrdinal);
        records++;
        if (elements == ElementCounter.BROKEN) {
            broken.addLong(nextOrdinal);
        } else if (elements == 0) {
            empty.addLong(nextOrdinal);
        }
        nextOrdinal += Math.max(1, elements);
    }

    long records() {
        return records;
    }

    /** One past the last ordinal. */
    long ordinals() {
        return nextOrdinal;
    }

    /** Before this time no row of any record can have been written. */
    long earliestMs() {
        return earliestMs;
    }

    /** Whether a row of this kind may come of the element. */
    boolean isOf(Kind kind, long ordinal) {
        if (kind != Kind.TRADE) {
            Roaring64Bitmap same = ofKind.get(kind);
            return same != null && same.contains(ordinal);
        }
        return !ofNoKind.contains(ordinal)
                && ofKind.values().stream().noneMatch(other -> other.contains(ordinal));
    }

    /** Ordinals of records that are empty arrays: they yield nothing. */
    Roaring64Bitmap empty() {
        return empty;
    }

    /** Ordinals of records that are not a valid array: each must be one dead letter. */
    Roaring64Bitmap broken() {
        return broken;
    }

    /** The record at the offset, or null if the partition has none there. */
    Span span(long offset) {
        int b = lastBlockFrom(offset);
        if (b < 0) {
            return null;
        }
        Block block = blocks.get(b);
        long relative = offset - block.firstOffset;
        if (relative > Integer.MAX_VALUE) {
            return null;
        }
        int r = Arrays.binarySearch(block.offsets, 0, block.size, (int) relative);
        return r < 0 ? null : spanAt(b, r);
    }

    /** The coordinate of the ordinal; the whole record if it is broken. */
    Coordinate coordinate(long ordinal) {
        int low = 0;
        int high = blocks.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (blocks.get(middle).firstOrdinal <= ordinal) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Block block = blocks.get(low);
        // The last record of a block may exceed the range of an int, but none starts there.
        int relative = (int) Math.min(ordinal - block.firstOrdinal, Integer.MAX_VALUE);
        int r = Arrays.binarySearch(block.ordinals, 0, block.size, relative);
        Span span = spanAt(low, r >= 0 ? r : -r - 2);
        boolean whole = broken.contains(ordinal) || empty.contains(ordinal);
        return new Coordinate(
                partition,
                span.offset(),
                whole ? Coordinate.WHOLE_RECORD : (int) (ordinal - span.first()));
    }

    private int lastBlockFrom(long offset) {
        int low = 0;
        int high = blocks.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (blocks.get(middle).firstOffset <= offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    private Span spanAt(int b, int r) {
        Block block = blocks.get(b);
        long first = block.firstOrdinal + block.ordinals[r];
        long end;
        if (r + 1 < block.size) {
            end = block.firstOrdinal + block.ordinals[r + 1];
        } else {
            end = b + 1 < blocks.size() ? blocks.get(b + 1).firstOrdinal : nextOrdinal;
        }
        return new Span(block.firstOffset + block.offsets[r], first, end);
    }
}
