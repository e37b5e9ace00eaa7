package io.tickhouse.model;

import io.tickhouse.model.JsonScanner.Unreadable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads messages of one kind back from flattened JSON, as {@link FlatJson} wrote them.
 *
 * <p>Guarantee: a value either gives the message that it was written of, or {@link NotARow} with
 * the reason. Keys that no field has are ignored, because a later version may add some. The message
 * is reused: copy it to keep it. Not thread-safe.
 */
public final class FlatReader {

    /** A value that is not a row of the kind. The message says why. */
    public static final class NotARow extends Exception {

        private static final long serialVersionUID = 1L;

        NotARow(String why) {
            super(why, null, false, false);
        }
    }

    // Their indexes are those of no field of a kind.
    private static final Field TIMESTAMP = ofEveryRow("timestamp", Field.Type.INTEGER, 62);
    private static final Field TIMESTAMP_NS = ofEveryRow("timestamp_ns", Field.Type.INTEGER, 61);
    private static final Field SRC = ofEveryRow("src", Field.Type.TEXT, 60);

    private static final byte[] TIMESTAMP_KEY = ascii(TIMESTAMP.key());
    private static final byte[] TIMESTAMP_NS_KEY = ascii(TIMESTAMP_NS.key());
    private static final int SRC_KEY = FieldReader.THREE | 's' << 16 | 'r' << 8 | 'c';

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Kind kind;
    private final boolean hasType;
    private final Message message;
    private final FieldReader in = new FieldReader(limits());

    private byte[] value;
    private long timeMs;
    private byte[] source;
    private int sourcePos;

    public FlatReader(Kind kind) {
        this.kind = kind;
        this.hasType = kind.fields().stream().anyMatch(field -> field.flatKey().equals("T"));
        this.message = kind.newMessage();
    }

    private static Field ofEveryRow(String key, Field.Type type, int index) {
        return new Field(key, key, key, type, index);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A row is a little longer than the longest element. */
    private static Limits limits() {
        Limits limits = Limits.DEFAULT;
        return new Limits(
                limits.maxDepth(),
                limits.maxNumberLength(),
                limits.maxStringLength(),
                limits.maxDocumentLength(),
                limits.maxDocumentLength(),
                limits.maxDeadElements(),
                limits.maxDeadLetterLength(),
                limits.maxDays(),
                limits.minTime(),
                limits.maxTime());
    }

    /**
     * Reads a row.
     *
     * @param row the value of its record, or null
     * @return valid until the next call
     * @throws NotARow if it is not a row of the kind
     */
    public Message read(byte[] row) throws NotARow {
        if (row == null) {
            throw new NotARow("there is no value");
        }
        value = row;
        timeMs = -1;
        source = null;
        message.symbol = null;
        message.timeNs = -1;
        message.reset();
        boolean object;
        boolean typed;
        try {
            in.start(row);
            in.startElement();
            in.skipWhitespace();
            object = in.peek() == '{';
            typed = object && readMembers();
            if (!object) {
                in.skipValue(1);
            }
            in.expectEnd();
        } catch (Unreadable e) {
            throw new NotARow("not JSON in UTF-8, at or before byte " + in.pos);
        }
        if (!object) {
            throw new NotARow("not an object");
        }
        if (in.tooLarge) {
            throw new NotARow("a string or number is too long, or something nested too deep");
        }
        require(in.fault() == null, in.faultDetail());
        require(typed || !hasType, "T is not that of " + kind.plural());
        require(message.symbol != null, "no S (symbol)");
        require(timeMs >= 0, "no timestamp");
        require(message.timeNs >= 0, "no timestamp_ns");
        require(
                message.timeNs / NANOS_PER_MILLI == timeMs,
                "timestamp and timestamp_ns are different times");
        require(source != null, "no src");
        readSource();
        return message;
    }

    private static void require(boolean met, String otherwise) throws NotARow {
        if (!met) {
            throw new NotARow(otherwise);
        }
    }

    /** Returns whether {@code T} is that of the kind. */
    private boolean readMembers() throws Unreadable {
        boolean typed = false;
        in.enter(1);
        if (in.peek() == '}') {
            in.pos++;
            return false;
        }
        do {
            in.scanKey();
            int key = in.key();
            if (key == 'T') {
                boolean text = in.peek() == '"';
                message.read(key, in);
                typed = text && isTypeOfKind();
            } else if (key == SRC_KEY) {
                source = in.text(SRC);
            } else if (isKey(TIMESTAMP_KEY)) {
                timeMs = in.integer(TIMESTAMP, 0);
            } else if (isKey(TIMESTAMP_NS_KEY)) {
                message.timeNs = in.integer(TIMESTAMP_NS, 0);
            } else if (key == 't') {
                in.skip(); // the key of the time in the feed, which no row has
            } else {
                message.read(key, in);
            }
        } while (in.moreIn('}'));
        return typed;
    }

    private boolean isTypeOfKind() {
        return in.stringEnd - in.stringStart == 1 && Kind.ofType(value[in.stringStart]) == kind;
    }

    private boolean isKey(byte[] key) {
        return Arrays.equals(value, in.stringStart, in.stringEnd, key, 0, key.length);
    }

    /** Reads {@code partition-offset-index}. */
    private void readSource() throws NotARow {
        sourcePos = 0;
        long partition = number('-');
        message.offset = number('-');
        long index = number('\0');
        require(
                partition <= Integer.MAX_VALUE && index <= Integer.MAX_VALUE,
                "src is not partition-offset-index");
        message.partition = (int) partition;
        message.index = (int) index;
    }

    /**
     * The next number of the source.
     *
     * @param end what stands behind it; 0 at the end of the text
     */
    private long number(char end) throws NotARow {
        int start = sourcePos;
        long number = 0;
        while (sourcePos < source.length && source[sourcePos] >= '0' && source[sourcePos] <= '9') {
            number = number * 10 + (source[sourcePos++] - '0');
        }
        int digits = sourcePos - start;
        boolean ends =
                end == '\0'
                        ? sourcePos == source.length
                        : sourcePos < source.length && source[sourcePos++] == end;
        // A number of 19 digits that does not fit has become negative.
        require(
                digits > 0 && digits <= 19 && number >= 0 && ends,
                "src is not partition-offset-index");
        return number;
    }
}
