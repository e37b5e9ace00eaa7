package io.tickhouse.connectors.alpaca.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tickhouse.model.JsonScanner;
import io.tickhouse.model.JsonScanner.Unreadable;
import io.tickhouse.model.Limits;
import io.tickhouse.model.Message;
import io.tickhouse.model.Rfc3339;
import io.tickhouse.model.TextCache;
import java.util.Arrays;

/**
 * Splits a data frame, a JSON array of messages, into its elements without building a tree. For
 * each element it gives the position of its bytes, its type, and what identifies it. Unknown keys
 * and types, white space and escapes are accepted. If a key appears twice, the last one counts.
 *
 * <p>A frame is read as a whole: if it is broken anywhere, nothing of it is returned. Accessors
 * take the index of an element and are valid until the next {@link #read}. Reading makes no garbage
 * per element, except for a symbol or exchange seen for the first time. Not thread-safe.
 */
public final class FrameReader {

    /**
     * Bytes of a symbol or exchange. A longer text is not a name, and would not fit into the state.
     */
    static final int LONGEST_NAME = Limits.DEFAULT.maxStringLength();

    private final JsonScanner in = new JsonScanner(Limits.DEFAULT);
    private final TextCache<String> names = new TextCache<>(text -> new String(text, UTF_8));

    private byte[] frame = {};
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private Channel[] channels = new Channel[64];
    private String[] symbols = new String[64];
    private String[] exchanges = new String[64];
    private long[] ids = new long[64];
    private long[] times = new long[64];

    /**
     * Reads a frame.
     *
     * @return the number of elements
     * @throws Unreadable if it is not a valid JSON array
     */
    public int read(byte[] bytes) throws Unreadable {
        frame = bytes;
        in.start(bytes);
        in.skipWhitespace();
        in.expect('[');
        in.skipWhitespace();
        int count = 0;
        if (in.peek() == ']') {
            in.pos++;
        } else {
            do {
                if (count == starts.length) {
                    grow();
                }
                readElement(count++);
            } while (in.moreIn(']'));
        }
        in.expectEnd();
        return count;
    }

    /** Where the bytes of the element begin in the frame. */
    public int start(int element) {
        return starts[element];
    }

    /** Where they end, exclusive. */
    public int end(int element) {
        return ends[element];
    }

    /** The channel of the element, null if its type belongs to none. */
    public Channel channel(int element) {
        return channels[element];
    }

    /**
     * {@code S}, null if there is none or it is too long. Equal texts are mostly the same object.
     */
    public String symbol(int element) {
        return symbols[element];
    }

    /** {@code x} if it is a string and not too long, else null. */
    public String exchange(int element) {
        return exchanges[element];
    }

    /** {@code i} if it is an integer that fits, else {@link Message#ABSENT}. */
    public long id(int element) {
        return ids[element];
    }

    /** {@code t} in nanoseconds since the epoch, -1 if it is missing or cannot be read. */
    public long timeNs(int element) {
        return times[element];
    }

    private void grow() {
        int length = starts.length * 2;
        starts = Arrays.copyOf(starts, length);
        ends = Arrays.copyOf(ends, length);
        channels = Arrays.copyOf(channels, length);
        symbols = Arrays.copyOf(symbols, length);
        exchanges = Arrays.copyOf(exchanges, length);
        ids = Arrays.copyOf(ids, length);
        times = Arrays.copyOf(times, length);
    }

    private void readElement(int e) throws Unreadable {
        starts[e] = in.pos;
        channels[e] = null;
        symbols[e] = null;
        exchanges[e] = null;
        ids[e] = Message.ABSENT;
        times[e] = -1;
        if (in.peek() == '{') {
            in.enter(2);
            if (in.peek() == '}') {
                in.pos++;
            } else {
                do {
                    in.scanKey();
                    readField(e, letter());
                } while (in.moreIn('}'));
            }
        } else {
            in.skipValue(2);
        }
        ends[e] = in.pos;
    }

    /** The key or string just scanned if it is one byte, else 0. */
    private int letter() {
        if (in.stringEscaped) {
            byte[] text = in.unescape();
            return text != null && text.length == 1 ? text[0] : 0;
        }
        return in.stringEnd - in.stringStart == 1 ? frame[in.stringStart] : 0;
    }

    private void readField(int e, int key) throws Unreadable {
        switch (key) {
            case 'T' -> channels[e] = readChannel();
            case 'S' -> symbols[e] = readName();
            case 'x' -> exchanges[e] = readName();
            case 'i' -> ids[e] = readId();
            case 't' -> times[e] = readTime();
            default -> in.skipValue(3);
        }
    }

    private Channel readChannel() throws Unreadable {
        if (in.peek() != '"') {
            in.skipValue(3);
            return null;
        }
        in.scanString();
        return Channel.ofType(letter());
    }

    private String readName() throws Unreadable {
        if (in.peek() != '"') {
            in.skipValue(3);
            return null;
        }
        in.scanString();
        if (in.stringEnd - in.stringStart > LONGEST_NAME) {
            return null;
        }
        if (in.stringEscaped) {
            byte[] text = in.unescape();
            return text == null ? null : names.of(text, 0, text.length);
        }
        return names.of(frame, in.stringStart, in.stringEnd);
    }

    private long readId() throws Unreadable {
        byte b = in.peek();
        if (b == '-' || (b >= '0' && b <= '9')) {
            in.scanNumber();
            return in.asLong();
        }
        in.skipValue(3);
        return Message.ABSENT;
    }

    private long readTime() throws Unreadable {
        if (in.peek() != '"') {
            in.skipValue(3);
            return -1;
        }
        in.scanString();
        if (in.stringEscaped) {
            byte[] text = in.unescape();
            return text == null ? -1 : Rfc3339.parseNanos(text, 0, text.length);
        }
        return Rfc3339.parseNanos(frame, in.stringStart, in.stringEnd);
    }
}
