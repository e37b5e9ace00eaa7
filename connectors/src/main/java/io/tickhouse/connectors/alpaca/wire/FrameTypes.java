package io.tickhouse.connectors.alpaca.wire;

/**
 * Finds the types of the messages in a frame without parsing it. The socket's thread needs no more,
 * and has the least time. In JSON a key {@code "T"} cannot be hidden in a string, because its
 * quotes would be escaped there.
 */
public final class FrameTypes {

    /** A type of more than one letter, which may be a control message. */
    public static final long LONG_TYPE = 1L << 62;

    private FrameTypes() {}

    /** One bit a type, the lowest for {@code a}; and {@link #LONG_TYPE}. */
    public static long in(byte[] frame) {
        long types = 0;
        int last = frame.length - 4;
        for (int i = 1; i < last; i++) {
            if (frame[i] == 'T' && frame[i - 1] == '"' && frame[i + 1] == '"') {
                types |= typeAt(frame, i + 2);
            }
        }
        return types;
    }

    private static long typeAt(byte[] frame, int behindKey) {
        int p = skipSpace(frame, behindKey);
        if (p >= frame.length || frame[p] != ':') {
            return 0; // a value, as in the ticker T
        }
        p = skipSpace(frame, p + 1);
        if (p + 2 >= frame.length || frame[p] != '"') {
            return 0;
        }
        byte type = frame[p + 1];
        if (frame[p + 2] != '"') {
            return LONG_TYPE;
        }
        return type >= 'a' && type <= 'z' ? 1L << (type - 'a') : 0;
    }

    private static int skipSpace(byte[] frame, int p) {
        int at = p;
        while (at < frame.length
                && (frame[at] == ' '
                        || frame[at] == '\n'
                        || frame[at] == '\r'
                        || frame[at] == '\t')) {
            at++;
        }
        return at;
    }
}
