package io.tickhouse.model;

import java.util.Arrays;
import java.util.function.Function;

/**
 * Returns the same object for equal short texts, so that a feed of a few thousand symbols makes no
 * garbage of them. Bounded: each slot keeps the last text that hashed to it. Not thread-safe.
 *
 * @param <T> what is made of a text
 */
public final class TextCache<T> {

    private static final int SLOTS = 1 << 14;
    private static final int LONGEST = 16;

    private final Function<byte[], T> form;
    private final byte[][] texts = new byte[SLOTS][];
    private final Object[] values = new Object[SLOTS];

    /**
     * @param form makes the object of a text. It may keep the array, which must stay as it is
     */
    public TextCache(Function<byte[], T> form) {
        this.form = form;
    }

    /** What is made of the bytes from {@code start} to {@code end}, exclusive. */
    public T of(byte[] buf, int start, int end) {
        if (end - start > LONGEST) {
            return form.apply(Arrays.copyOfRange(buf, start, end));
        }
        int hash = end - start;
        for (int i = start; i < end; i++) {
            hash = hash * 31 + buf[i];
        }
        int slot = (hash ^ hash >>> 14) & (SLOTS - 1);
        byte[] known = texts[slot];
        if (known != null && known.length == end - start && isAt(known, buf, start)) {
            @SuppressWarnings("unchecked") // made by form
            T value = (T) values[slot];
            return value;
        }
        byte[] text = Arrays.copyOfRange(buf, start, end);
        T value = form.apply(text);
        texts[slot] = text;
        values[slot] = value;
        return value;
    }

    // A loop of its own: texts are too short for what Arrays prepares first.
    private static boolean isAt(byte[] known, byte[] buf, int start) {
        for (int i = 0; i < known.length; i++) {
            if (known[i] != buf[start + i]) {
                return false;
            }
        }
        return true;
    }
}
