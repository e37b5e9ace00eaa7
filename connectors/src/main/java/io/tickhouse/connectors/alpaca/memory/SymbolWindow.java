package io.tickhouse.connectors.alpaca.memory;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What was seen of one symbol in one channel: the last live event time, and the identities from
 * {@link #floor} on. All times are in nanoseconds since the epoch.
 *
 * <p>Every message emitted with an event time at or after the floor is in here. So such a message
 * is known to be new or a duplicate; about an earlier one nothing is known. The floor follows the
 * last live event time at the distance of the overlap and never goes back. A gap under repair holds
 * identities in its range, above or below the floor, until it is closed.
 */
final class SymbolWindow {

    static final long NEVER = Long.MIN_VALUE;
    private static final int SMALLEST = 4;

    /** A slot is time, high and low word; time 0 marks an empty one. */
    private static final int WORDS = 3;

    private final String symbol;
    private long last = NEVER;
    private long floor = NEVER;
    private long heldFrom = Long.MAX_VALUE;
    private long heldTo = Long.MIN_VALUE;
    private long[] slots = new long[SMALLEST * WORDS];
    private int size;
    private int held;

    SymbolWindow(String symbol) {
        this.symbol = symbol;
    }

    String symbol() {
        return symbol;
    }

    /** The last live event time, {@link #NEVER} if there was none. */
    long last() {
        return last;
    }

    int size() {
        return size;
    }

    /** How many identities an open gap needed when this was last pruned. */
    int held() {
        return held;
    }

    /** Whether a message of this time would be recognised again. */
    boolean remembers(long time) {
        return time >= floor || isHeld(time);
    }

    private boolean isHeld(long time) {
        return time >= heldFrom && time <= heldTo;
    }

    /** The time at which a repair must begin. */
    long from(long overlap) {
        return last == NEVER ? floor : Math.max(floor, last - overlap);
    }

    /** The symbol counts as seen from this time on, even without a message. */
    void startAt(long time) {
        floor = Math.max(floor, time);
    }

    /** Keeps identities in this range, below the floor too, in addition to those already held. */
    void hold(long from, long to) {
        heldFrom = Math.min(heldFrom, from);
        heldTo = Math.max(heldTo, to);
    }

    void holdNothing() {
        heldFrom = Long.MAX_VALUE;
        heldTo = Long.MIN_VALUE;
    }

    /** Notes a live message of this time. */
    void live(long time) {
        if (last == NEVER) {
            // The feed's clock may differ from ours: its messages count from their own start.
            floor = Math.min(floor, time);
            last = time;
        } else if (time > last) {
            last = time;
        }
    }

    /**
     * Adds an identity.
     *
     * @param overlap how far before the last live event time the floor may be set, if room is
     *     needed
     * @return the number of identities added, less those forgotten; {@link Integer#MIN_VALUE} if it
     *     was already there
     */
    int add(long time, long high, long low, long overlap) {
        if (!remembers(time)) {
            return 0;
        }
        int slot = find(time, high, low);
        if (slots[slot] != 0) {
            return Integer.MIN_VALUE;
        }
        put(slot, time, high, low);
        size++;
        // Prune when it is three quarters full.
        if (4L * size * WORDS <= 3L * slots.length) {
            return 1;
        }
        return 1 - prune(overlap);
    }

    /**
     * Adds an identity and drops all others.
     *
     * @return like {@link #add}
     */
    int replace(long time, long high, long low) {
        if (slots[find(time, high, low)] != 0) {
            return Integer.MIN_VALUE;
        }
        int before = size;
        slots = new long[SMALLEST * WORDS];
        put(find(time, high, low), time, high, low);
        size = 1;
        held = 0;
        return 1 - before;
    }

    /**
     * Raises the floor to the overlap and forgets what is below it and not held.
     *
     * @return how many were forgotten
     */
    int prune(long overlap) {
        if (last != NEVER) {
            floor = Math.max(floor, last - overlap);
        }
        int kept = 0;
        held = 0;
        for (int i = 0; i < slots.length; i += WORDS) {
            if (slots[i] != 0 && remembers(slots[i])) {
                kept++;
                held += isHeld(slots[i]) ? 1 : 0;
            }
        }
        int forgotten = size - kept;
        long[] old = slots;
        slots = new long[capacity(kept) * WORDS];
        size = kept;
        for (int i = 0; i < old.length; i += WORDS) {
            if (old[i] != 0 && remembers(old[i])) {
                put(find(old[i], old[i + 1], old[i + 2]), old[i], old[i + 1], old[i + 2]);
            }
        }
        return forgotten;
    }

    /** At most half full, so that many more fit before all are pruned again. */
    private static int capacity(int identities) {
        int capacity = Math.max(SMALLEST, Integer.highestOneBit(Math.max(1, identities)) * 4);
        // Arrays cannot be longer; 89 million identities of one symbol are too many anyway.
        Math.multiplyExact(capacity, WORDS);
        return capacity;
    }

    private int find(long time, long high, long low) {
        int capacity = slots.length / WORDS;
        int index = (int) (high & (capacity - 1));
        while (true) {
            int slot = index * WORDS;
            if (slots[slot] == 0
                    || (slots[slot] == time && slots[slot + 1] == high && slots[slot + 2] == low)) {
                return slot;
            }
            index = (index + 1) & (capacity - 1);
        }
    }

    private void put(int slot, long time, long high, long low) {
        slots[slot] = time;
        slots[slot + 1] = high;
        slots[slot + 2] = low;
    }

    void write(DataOutputView out) throws IOException {
        out.writeUTF(symbol);
        out.writeLong(last);
        out.writeLong(floor);
        out.writeInt(size);
        for (int i = 0; i < slots.length; i += WORDS) {
            if (slots[i] != 0) {
                out.writeLong(slots[i]);
                out.writeLong(slots[i + 1]);
                out.writeLong(slots[i + 2]);
            }
        }
    }

    static SymbolWindow read(DataInputView in) throws IOException {
        SymbolWindow window = new SymbolWindow(in.readUTF());
        window.last = in.readLong();
        window.floor = in.readLong();
        window.size = in.readInt();
        window.slots = new long[capacity(window.size) * WORDS];
        for (int i = 0; i < window.size; i++) {
            long time = in.readLong();
            long high = in.readLong();
            long low = in.readLong();
            window.put(window.find(time, high, low), time, high, low);
        }
        return window;
    }
}
