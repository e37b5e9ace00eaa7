package io.tickhouse.tools.feed;

import io.tickhouse.model.Kind;

/** Arrays under construction, one per partition. */
final class ArraySplitter {

    // Below the 1 MB that a broker accepts by default, with room for the next element.
    private static final int FULL = 900_000;

    private static final class Open {
        final JsonBuffer json = new JsonBuffer();
        long trades;
        long quotes;
        long bars;
        long other;
        long corrupt;
    }

    private final Open[] arrays;

    ArraySplitter(int partitions) {
        arrays = new Open[partitions];
        for (int i = 0; i < partitions; i++) {
            arrays[i] = new Open();
        }
    }

    /** Returns the buffer to which the next element of that partition is written. */
    JsonBuffer open(int partition) {
        JsonBuffer json = arrays[partition].json;
        json.append(json.length() == 0 ? '[' : ',');
        return json;
    }

    boolean isFull(int partition) {
        return arrays[partition].json.length() >= FULL;
    }

    /** Whether an element of this length fits into the open array, or no array is open. */
    boolean fits(int partition, int length, int longest) {
        return isEmpty(partition) || arrays[partition].json.length() + length + 2 <= longest;
    }

    boolean isEmpty(int partition) {
        return arrays[partition].json.length() == 0;
    }

    void countValid(int partition, Kind kind) {
        Open array = arrays[partition];
        if (kind == Kind.TRADE) {
            array.trades++;
        } else if (kind == Kind.QUOTE) {
            array.quotes++;
        } else if (kind == Kind.BAR) {
            array.bars++;
        } else {
            array.other++;
        }
    }

    void countOther(int partition) {
        arrays[partition].other++;
    }

    void countCorrupt(int partition) {
        arrays[partition].corrupt++;
    }

    /** Ends the array, which is not empty; {@link #clear} makes room for the next. */
    byte[] close(int partition) {
        arrays[partition].json.append(']');
        return arrays[partition].json.toBytes();
    }

    ArrayTally tally(int partition) {
        Open array = arrays[partition];
        return new ArrayTally(
                array.trades, array.quotes, array.bars, array.other, array.corrupt, 0);
    }

    void clear(int partition) {
        Open array = arrays[partition];
        array.json.clear();
        array.trades = 0;
        array.quotes = 0;
        array.bars = 0;
        array.other = 0;
        array.corrupt = 0;
    }
}
