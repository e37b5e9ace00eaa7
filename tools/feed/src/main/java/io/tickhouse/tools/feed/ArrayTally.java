package io.tickhouse.tools.feed;

/**
 * Contents of one array.
 *
 * @param other elements that are neither of these, such as a trading status
 * @param corruptElements damaged elements of a valid array
 * @param corruptArrays 1 for a broken array; nothing else in it counts
 */
record ArrayTally(
        long trades, long quotes, long bars, long other, long corruptElements, long corruptArrays) {

    static final ArrayTally BROKEN = new ArrayTally(0, 0, 0, 0, 0, 1);
}
