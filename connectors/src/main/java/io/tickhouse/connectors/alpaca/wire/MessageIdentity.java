package io.tickhouse.connectors.alpaca.wire;

import io.tickhouse.model.Message;

/**
 * The identity of a message among those of its channel and symbol. It is the same each time the
 * message comes, live or from the history:
 *
 * <ul>
 *   <li>a trade: exchange, id and time;
 *   <li>a quote: time, and exchange, price and size of both sides, in any order;
 *   <li>a minute bar: its time, because the history includes late trades that the stream's bar
 *       lacks;
 *   <li>anything else, and a trade without an id: all its bytes. It has no history, so only the
 *       stream can repeat it, and it repeats it byte by byte.
 * </ul>
 */
public final class MessageIdentity {

    private final Hash128 hash = new Hash128();

    /** The identity of an element of the last frame read; valid until the next call. */
    public Hash128 of(FrameReader reader, int element, Channel channel, byte[] frame) {
        long time = reader.timeNs(element);
        int start = reader.start(element);
        int end = reader.end(element);
        if (channel == Channel.TRADES && reader.id(element) != Message.ABSENT) {
            hash.of(reader.id(element), time, word(reader.exchange(element)));
        } else if (channel == Channel.QUOTES) {
            ofQuote(frame, start, end, time);
        } else if (channel == Channel.BARS) {
            hash.of(time, 0, 0);
        } else {
            hash.of(frame, start, end);
        }
        return hash;
    }

    /** Exact for codes of up to four characters; those in use have one. */
    private static long word(String exchange) {
        if (exchange == null) {
            return 0;
        }
        long word = 0;
        for (int i = 0; i < exchange.length(); i++) {
            word = Long.rotateLeft(word, 16) * (i < 4 ? 1 : 31) ^ exchange.charAt(i);
        }
        return word;
    }

    /** Adds up the hashes of the six fields, so that their order does not matter. */
    private void ofQuote(byte[] frame, int start, int end, long time) {
        long high = 0;
        long low = 0;
        int pos = start + 1;
        while (pos < end) {
            pos = find(frame, pos, end, '"');
            int keyStart = pos + 1;
            int keyEnd = endOfString(frame, keyStart, end);
            int valueStart = find(frame, keyEnd, end, ':') + 1;
            while (valueStart < end && frame[valueStart] <= ' ') {
                valueStart++;
            }
            int valueEnd = endOfValue(frame, valueStart, end);
            if (isSideField(frame, keyStart, keyEnd)) {
                int significant = endOfSignificant(frame, valueStart, valueEnd);
                long key = Hash128.word(frame, keyStart, keyEnd);
                if (significant - valueStart <= 16) {
                    int middle = Math.min(valueStart + 8, significant);
                    hash.of(
                            key,
                            Hash128.word(frame, valueStart, middle),
                            Hash128.word(frame, middle, significant));
                } else {
                    hash.of(frame, valueStart, significant);
                    hash.of(key, hash.high, hash.low);
                }
                high += hash.high;
                low += hash.low;
            }
            pos = valueEnd + 1;
        }
        hash.of(high, low, time);
    }

    /** Whether it is one of bx, bp, bs, ax, ap, as. */
    private static boolean isSideField(byte[] frame, int start, int end) {
        return end - start == 2
                && (frame[start] == 'a' || frame[start] == 'b')
                && (frame[start + 1] == 'x' || frame[start + 1] == 'p' || frame[start + 1] == 's');
    }

    /** 140, 140.0 and 140.00 are the same price. */
    private static int endOfSignificant(byte[] frame, int start, int end) {
        boolean fraction = false;
        for (int i = start; i < end; i++) {
            if (frame[i] == '"' || frame[i] == 'e' || frame[i] == 'E') {
                return end;
            }
            fraction |= frame[i] == '.';
        }
        int last = end;
        while (fraction && frame[last - 1] == '0') {
            last--;
        }
        return fraction && frame[last - 1] == '.' ? last - 1 : last;
    }

    private static int find(byte[] frame, int from, int end, char wanted) {
        int pos = from;
        while (pos < end && frame[pos] != wanted) {
            pos++;
        }
        return pos;
    }

    private static int endOfString(byte[] frame, int from, int end) {
        int pos = from;
        while (pos < end && frame[pos] != '"') {
            pos += frame[pos] == '\\' ? 2 : 1;
        }
        return pos;
    }

    /**
     * The position after a value: at the comma or brace that ends it, or at white space before
     * that.
     */
    private static int endOfValue(byte[] frame, int from, int end) {
        int depth = 0;
        int pos = from;
        while (pos < end) {
            byte b = frame[pos];
            if (b == '"') {
                pos = endOfString(frame, pos + 1, end);
            } else if (b == '[' || b == '{') {
                depth++;
            } else if (depth == 0 && (b == ',' || b == '}' || b <= ' ')) {
                return pos;
            } else if (b == ']' || b == '}') {
                depth--;
            }
            pos++;
        }
        return end;
    }
}
