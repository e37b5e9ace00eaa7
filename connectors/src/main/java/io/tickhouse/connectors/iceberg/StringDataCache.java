package io.tickhouse.connectors.iceberg;

import org.apache.flink.table.data.StringData;

/**
 * A cache of short texts in Flink's form. The parser gives equal texts the same array, so a few
 * thousand symbols and codes come again and again. Wrapping each anew was a fifth of the job's
 * allocation.
 *
 * <p>It looks for the array itself and not for equal bytes, which takes half the time. So it is no
 * {@link io.tickhouse.model.TextCache}, but one behind the parser's. Bounded: each slot keeps the
 * last text that hashed to it. Texts must not be changed.
 */
final class StringDataCache {

    private static final int SLOTS = 1 << 15;
    // The parser does not share longer ones.
    private static final int LONGEST = 16;

    private final byte[][] texts = new byte[SLOTS][];
    private final StringData[] wrapped = new StringData[SLOTS];

    StringData of(byte[] text) {
        if (text.length > LONGEST) {
            return StringData.fromBytes(text);
        }
        int slot = System.identityHashCode(text) & (SLOTS - 1);
        if (texts[slot] != text) {
            texts[slot] = text;
            wrapped[slot] = StringData.fromBytes(text);
        }
        return wrapped[slot];
    }
}
