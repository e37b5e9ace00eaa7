package io.tickhouse.tools.compare;

import io.tickhouse.tools.audit.Coordinate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The rows of one side as a multiset, in a few bytes. For each 256 offsets of a source partition it
 * has the number of rows and the sum of their hashes.
 *
 * <p>Sums do not depend on the order of the rows, and a duplicate row counts twice. Two different
 * multisets of rows have equal numbers and sums with a probability of about 2<sup>-128</sup> for
 * each block. Equal multisets always have the same.
 *
 * <p>Memory: 24 bytes for each 256 offsets, in pages of 16 such blocks; 50 million source offsets
 * take 5 MB.
 */
final class Blocks {

    static final int OFFSETS = 256;

    private static final int PAGE_BLOCKS = 16;
    private static final int FIELDS = 3;
    private static final long[] NO_PAGE = new long[PAGE_BLOCKS * FIELDS];

    /**
     * One block.
     *
     * @param number its first offset, divided by {@link #OFFSETS}
     */
    record Id(int partition, long number) implements Comparable<Id> {

        private static final Comparator<Id> ORDER =
                Comparator.comparingInt(Id::partition).thenComparingLong(Id::number);

        static Id of(Coordinate source) {
            return new Id(source.partition(), Math.floorDiv(source.offset(), OFFSETS));
        }

        long firstOffset() {
            return number * OFFSETS;
        }

        @Override
        public int compareTo(Id other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * The pages of one source partition. The page used last is kept, because the next row is mostly
     * in it.
     */
    private static final class Pages {
        final Map<Long, long[]> byNumber = new HashMap<>();
        long lastNumber;
        long[] last;

        long[] page(long number) {
            if (last == null || lastNumber != number) {
                last = byNumber.computeIfAbsent(number, n -> new long[PAGE_BLOCKS * FIELDS]);
                lastNumber = number;
            }
            return last;
        }
    }

    private final Map<Integer, Pages> partitions = new HashMap<>();

    void add(Coordinate source, long[] hash) {
        long block = Math.floorDiv(source.offset(), OFFSETS);
        long[] page =
                partitions
                        .computeIfAbsent(source.partition(), p -> new Pages())
                        .page(Math.floorDiv(block, PAGE_BLOCKS));
        int at = Math.floorMod(block, PAGE_BLOCKS) * FIELDS;
        page[at]++;
        page[at + 1] += hash[0];
        page[at + 2] += hash[1];
    }

    /** Number of rows in a block. */
    long count(Id block) {
        return page(block.partition(), Math.floorDiv(block.number(), PAGE_BLOCKS))[
                Math.floorMod(block.number(), PAGE_BLOCKS) * FIELDS];
    }

    /** The blocks in which the sides differ, in order. */
    static NavigableSet<Id> differing(List<Blocks> sides) {
        NavigableSet<Id> differing = new TreeSet<>();
        Blocks first = sides.get(0);
        for (Blocks side : sides) {
            side.partitions.forEach(
                    (partition, pages) ->
                            pages.byNumber
                                    .keySet()
                                    .forEach(
                                            page -> {
                                                for (Blocks other : sides) {
                                                    first.addDiffering(
                                                            other, partition, page, differing);
                                                }
                                            }));
        }
        return differing;
    }

    private void addDiffering(Blocks other, int partition, long page, NavigableSet<Id> to) {
        long[] mine = page(partition, page);
        long[] others = other.page(partition, page);
        if (mine == others) {
            return;
        }
        for (int i = 0; i < mine.length; i++) {
            if (mine[i] != others[i]) {
                to.add(new Id(partition, page * PAGE_BLOCKS + i / FIELDS));
            }
        }
    }

    private long[] page(int partition, long page) {
        Pages pages = partitions.get(partition);
        return pages == null ? NO_PAGE : pages.byNumber.getOrDefault(page, NO_PAGE);
    }
}
