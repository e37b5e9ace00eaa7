package io.tickhouse.model;

import java.util.Arrays;

/**
 * Returns the same array for equal short texts, so that a feed of a few thousand symbols makes no
 * garbage of them. Bounded: each slot keeps the last text that hashed to it.
 */
final class Texts {

    private static final int SLOTS = 1 << 14;
    private static final int LONGEST = 16;

    private final byte[][] slots = new byte[SLOTS][];

    byte[] of(byte[] buf, int start, int end) {
        if (end - start > LONGEST) {
            return Arrays.copyOfRange(buf, start, end);
        }
        int hash = end - start;
        for (int i = start; i < end; i++) {
            hash = hash * 31 + buf[i];
        }
        int slot = (hash ^ hash >>> 14) & (SLOTS - 1);
        byte[] known = slots[slot];
        if (known != null && Arrays.equals(known, 0, known.length, buf, start, end)) {
            return known;
        }
        byte[] text = Arrays.copyOfRange(buf, start, end);
        slots[slot] = text;
        return text;
    }
}
