package io.tickhouse.connectors.iceberg;

import org.apache.flink.table.data.StringData;

/**
 * Flink's form of short texts. The parser gives equal texts the same array, so that few thousand
 * symbols and codes come again and again; wrapping each anew was a fifth of what the job allocated.
 *
 * <p>Bounded: a slot holds the last text that fell on it. Texts must not be changed.
 */
final class StringDataCache {

    private static final int SLOTS = 1 << 15;
    // Longer ones are not shared by the parser.
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
