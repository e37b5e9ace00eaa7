package io.tickhouse.tools.feed;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Ways to break a whole array. The record becomes one dead letter and yields no row. */
enum ArrayDamage {
    TRUNCATED,
    NOT_JSON,
    OBJECT_FOR_ARRAY,
    GARBAGE_BEHIND,
    NOT_A_NUMBER_LITERAL,
    INVALID_UTF8;

    private static final ArrayDamage[] ALL = values();

    static ArrayDamage pick(SplittableRandom random) {
        return ALL[random.nextInt(ALL.length)];
    }

    /** Damages the array, which must not be empty. */
    byte[] apply(byte[] array, SplittableRandom random) {
        return switch (this) {
            case TRUNCATED -> Arrays.copyOf(array, 1 + random.nextInt(array.length - 1));
            case NOT_JSON -> JsonBuffer.ascii("<html>502 Bad Gateway</html>");
            case OBJECT_FOR_ARRAY -> join(join(JsonBuffer.ascii("{\"data\":"), array), '}');
            case GARBAGE_BEHIND -> join(array, ']');
            case NOT_A_NUMBER_LITERAL -> beforeTheEnd(array, JsonBuffer.ascii(",{\"p\":NaN}"));
            case INVALID_UTF8 ->
                    beforeTheEnd(array, new byte[] {',', '"', (byte) 0xc3, (byte) 0x28, '"'});
        };
    }

    private static byte[] beforeTheEnd(byte[] array, byte[] insert) {
        return join(join(Arrays.copyOf(array, array.length - 1), insert), ']');
    }

    private static byte[] join(byte[] first, char last) {
        return join(first, new byte[] {(byte) last});
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
