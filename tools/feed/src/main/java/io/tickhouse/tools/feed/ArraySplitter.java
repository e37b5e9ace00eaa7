package io.tickhouse.tools.feed;

import io.tickhouse.model.Kind;
import java.util.Arrays;

/** Arrays under construction, one per partition. */
final class ArraySplitter {

    // Below the 1 MB that a broker accepts by default, with room for the next element.
    private static final int FULL = 900_000;

    private static final class Open {
        final JsonBuffer json = new JsonBuffer();
        final long[] rows = new long[Kind.values().length];
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
        arrays[partition].rows[kind.index()]++;
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
        return ArrayTally.of(array.rows, array.other, array.corrupt);
    }

    void clear(int partition) {
        Open array = arrays[partition];
        array.json.clear();
        Arrays.fill(array.rows, 0);
        array.other = 0;
        array.corrupt = 0;
    }
}
