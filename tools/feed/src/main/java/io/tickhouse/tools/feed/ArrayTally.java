package io.tickhouse.tools.feed;

import io.tickhouse.model.Kind;

/** Contents of one array. */
final class ArrayTally {

    private static final long[] NO_ROWS = new long[Kind.values().length];

    /** A broken array; nothing in it counts. */
    static final ArrayTally BROKEN = new ArrayTally(NO_ROWS, 0, 0, 1);

    private final long[] rows;
    private final long other;
    private final long corruptElements;
    private final long corruptArrays;

    private ArrayTally(long[] rows, long other, long corruptElements, long corruptArrays) {
        this.rows = rows;
        this.other = other;
        this.corruptElements = corruptElements;
        this.corruptArrays = corruptArrays;
    }

    /**
     * The contents of a valid array.
     *
     * @param rows by the index of their kind; copied
     */
    static ArrayTally of(long[] rows, long other, long corruptElements) {
        return new ArrayTally(rows.clone(), other, corruptElements, 0);
    }

    /** Valid messages of a kind. */
    long rows(Kind kind) {
        return rows[kind.index()];
    }

    long trades() {
        return rows(Kind.TRADE);
    }

    /** Elements that are of no kind, such as an order book. */
    long other() {
        return other;
    }

    /** Damaged elements of a valid array. */
    long corruptElements() {
        return corruptElements;
    }

    /** 1 for a broken array. */
    long corruptArrays() {
        return corruptArrays;
    }
}
