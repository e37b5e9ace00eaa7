package io.tickhouse.model;

import io.tickhouse.model.JsonScanner.Unreadable;
import java.time.Instant;
import java.util.Arrays;

/**
 * Reads the fields of an element of a record for the message that it may become.
 *
 * <p>A value that no row can hold is a fault, and so is a key that stands twice. The first fault of
 * an element is kept; reading goes on, because the rest of it must be JSON too.
 */
final class FieldReader extends JsonScanner {

    // A key of one to three characters as a number. Longer keys are 0, which matches no field.
    static final int TWO = 1 << 16;
    static final int THREE = 1 << 24;

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final byte[] NOTHING = {};
    private static final byte[][] NO_TEXTS = {};

    /** The type of a message whose rows have no such field; its index is that of no field. */
    private static final Field TYPE = new Field("T", "T", "type", Field.Type.TEXT, 63);

    private final Limits limits;
    private final long minTimeNs;
    private final long maxTimeNs;
    private final TextCache<byte[]> texts = new TextCache<>(text -> text);

    private byte[] value;

    // The current element: its first fault, and the keys it had so far.
    private int elementStart;
    private Reason fault;
    private String faultDetail;
    private long keysSeen;

    FieldReader(Limits limits) {
        super(limits);
        this.limits = limits;
        this.minTimeNs = nanos(limits.minTime());
        this.maxTimeNs = nanos(limits.maxTime());
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000 + time.getNano();
    }

    @Override
    public void start(byte[] record) {
        value = record;
        super.start(record);
    }

    void startElement() {
        elementStart = pos;
        tooLarge = false;
        fault = null;
        keysSeen = 0;
    }

    /** Beyond a limit, any other fault of the element does not count. */
    void endElement() {
        if (pos - elementStart > limits.maxElementLength()) {
            fault = Reason.TOO_LARGE;
            faultDetail = "the element is longer than " + limits.maxElementLength() + " bytes";
        } else if (tooLarge) {
            fault = Reason.TOO_LARGE;
            faultDetail = "a string or number is too long, or something nested too deep";
        }
    }

    void fault(Reason reason, String detail) {
        if (fault == null) {
            fault = reason;
            faultDetail = detail;
        }
    }

    /** The first fault of the element; null if it has none. */
    Reason fault() {
        return fault;
    }

    String faultDetail() {
        return faultDetail;
    }

    /** The key just scanned: one to three characters as a number, 0 for any other. */
    int key() {
        if (stringEscaped) {
            byte[] text = unescape();
            return text == null ? 0 : code(text, 0, text.length);
        }
        return code(value, stringStart, stringEnd);
    }

    private static int code(byte[] text, int start, int end) {
        return switch (end - start) {
            case 1 -> text[start];
            case 2 -> TWO | (text[start] & 0xff) << 8 | (text[start + 1] & 0xff);
            case 3 ->
                    THREE
                            | (text[start] & 0xff) << 16
                            | (text[start + 1] & 0xff) << 8
                            | (text[start + 2] & 0xff);
            default -> 0;
        };
    }

    private void once(Field field) {
        long bit = 1L << field.index();
        if ((keysSeen & bit) != 0) {
            fault(Reason.BAD_VALUE, field.key() + " stands twice");
        }
        keysSeen |= bit;
    }

    /** The string just scanned as UTF-8; null if UTF-8 cannot represent it. */
    byte[] utf8() {
        return stringEscaped ? unescape() : texts.of(value, stringStart, stringEnd);
    }

    /** The string just scanned; null, perhaps with a fault noted, if no row can hold it. */
    private byte[] scannedText(Field field) {
        if (tooLarge || pos - elementStart > limits.maxElementLength()) {
            return null; // too large anyway, no need to copy
        }
        byte[] text = utf8();
        if (stringEscaped) {
            if (text == null) {
                fault(Reason.BAD_VALUE, field.key() + " holds half a surrogate pair");
            } else if (holdsNul(text)) {
                // Databases cut text at a NUL, so two texts would become one.
                fault(Reason.BAD_VALUE, field.key() + " holds a NUL character");
            } else {
                return texts.of(text, 0, text.length);
            }
        }
        return text;
    }

    private static boolean holdsNul(byte[] text) {
        for (byte b : text) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }

    /** Reads a text; null if it is absent. */
    byte[] text(Field field) throws Unreadable {
        once(field);
        if (peek() == '"') {
            scanString();
            return scannedText(field);
        }
        if (peek() == 'n') {
            skipLiteral("null");
        } else {
            skipValue(3);
            fault(Reason.BAD_VALUE, field.key() + " is not a string");
        }
        return null;
    }

    /** Reads the type, which the row does not have. */
    void type() throws Unreadable {
        text(TYPE);
    }

    byte[] symbol(Field field) throws Unreadable {
        byte[] symbol = text(field);
        if (symbol != null && symbol.length == 0) {
            fault(Reason.BAD_VALUE, "S (symbol) is empty");
        }
        return symbol;
    }

    /** Reads a list of texts, or one text alone; null if it is absent. */
    byte[][] texts(Field field) throws Unreadable {
        if (peek() != '[') {
            byte[] only = text(field);
            return only == null ? null : new byte[][] {only};
        }
        once(field);
        enter(3);
        if (peek() == ']') {
            pos++;
            return NO_TEXTS;
        }
        byte[][] list = new byte[4][];
        int size = 0;
        do {
            if (peek() == '"') {
                scanString();
                byte[] text = scannedText(field);
                if (text != null) {
                    if (size == list.length) {
                        list = Arrays.copyOf(list, size * 2);
                    }
                    list[size++] = text;
                }
            } else {
                skipValue(4);
                fault(Reason.BAD_VALUE, field.key() + " holds something other than strings");
            }
        } while (moreIn(']'));
        return size == list.length ? list : Arrays.copyOf(list, size);
    }

    /** Reads a decimal that a double gives back exactly; otherwise it is a fault. */
    double decimal(Field field) throws Unreadable {
        double number = average(field);
        if (!Double.isNaN(number) && !isGivenBackBy(number)) {
            fault(Reason.BAD_VALUE, field.key() + " has more digits than a double holds");
        }
        return number;
    }

    /** Reads a decimal that the feed computed, and that may be rounded. */
    double average(Field field) throws Unreadable {
        once(field);
        if (!numberAhead()) {
            skipValue(3);
            fault(Reason.BAD_VALUE, field.key() + " is not a number");
            return Double.NaN;
        }
        scanNumber();
        double number = asDouble();
        if (!(number >= 0 && number <= Double.MAX_VALUE)) {
            fault(Reason.BAD_VALUE, field.key() + " is out of range");
        }
        return number + 0.0; // turns -0 into 0
    }

    /** Reads an integer, which is a fault below the least one. */
    long integer(Field field, long least) throws Unreadable {
        once(field);
        if (!numberAhead()) {
            skipValue(3);
            fault(Reason.BAD_VALUE, field.key() + " is not a number");
            return Message.ABSENT;
        }
        scanNumber();
        long number = asLong();
        if (number == Message.ABSENT || number < least) {
            fault(Reason.BAD_VALUE, field.key() + " is not an integer in range");
        }
        return number;
    }

    /** Reads the event time in nanoseconds; -1 if it is absent. */
    long time(Field field) throws Unreadable {
        once(field);
        if (peek() == '"') {
            scanString();
            long nanos;
            if (stringEscaped) {
                byte[] text = tooLarge ? NOTHING : unescape();
                nanos = text == null ? Rfc3339.NOT_A_TIME : Rfc3339.parse(text, 0, text.length);
            } else {
                nanos = Rfc3339.parse(value, stringStart, stringEnd);
            }
            if (inWindow(nanos)) {
                return nanos;
            }
            fault(Reason.BAD_VALUE, textFault(nanos));
        } else if (numberAhead()) {
            scanNumber();
            long millis = asLong();
            if (millis >= 0
                    && millis <= Long.MAX_VALUE / NANOS_PER_MILLI
                    && inWindow(millis * NANOS_PER_MILLI)) {
                return millis * NANOS_PER_MILLI;
            }
            fault(Reason.BAD_VALUE, numberFault(asDouble()));
        } else if (peek() == 'n') {
            skipLiteral("null");
        } else {
            skipValue(3);
            fault(Reason.BAD_VALUE, textFault(Rfc3339.NOT_A_TIME));
        }
        return -1;
    }

    private boolean inWindow(double nanos) {
        return nanos >= minTimeNs && nanos < maxTimeNs;
    }

    private boolean inWindow(long nanos) {
        return nanos >= minTimeNs && nanos < maxTimeNs;
    }

    private String textFault(long nanos) {
        if (nanos == Rfc3339.NOT_A_TIME) {
            return "t (time) is neither epoch milliseconds nor RFC 3339";
        }
        if (nanos == Rfc3339.LEAP_SECOND) {
            return "t (time) is a leap second, which epoch time does not have";
        }
        return "t (time) is not between %s and %s".formatted(limits.minTime(), limits.maxTime());
    }

    private String numberFault(double number) {
        String unit = null;
        if (inWindow(number * 1e9)) {
            unit = "seconds";
        } else if (inWindow(number * 1e3)) {
            unit = "microseconds";
        } else if (inWindow(number)) {
            unit = "nanoseconds";
        }
        if (unit != null) {
            return "t (time) has the magnitude of " + unit + "; milliseconds are expected";
        }
        return inWindow(number * 1e6)
                ? "t (time) is not a whole number of milliseconds; write it as RFC 3339"
                : textFault(Rfc3339.OUTSIDE);
    }

    /** Passes the value of a key that the kind does not have. */
    void skip() throws Unreadable {
        skipValue(3);
    }

    private boolean numberAhead() {
        byte b = peek();
        return b == '-' || (b >= '0' && b <= '9');
    }
}
