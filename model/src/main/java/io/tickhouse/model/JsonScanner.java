package io.tickhouse.model;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A strict RFC 8259 scanner over bytes: it moves over one value at a time, keeps what the last
 * string or number was, and makes no objects on the way. Soundness of the document and UTF-8 is
 * checked on everything it passes, read or skipped.
 */
public final class JsonScanner {

    /** The document cannot be read on. Without a stack trace: bad input is no failure of ours. */
    public static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;
        public final Reason reason;

        Unreadable(Reason reason) {
            super(reason.name(), null, false, false);
            this.reason = reason;
        }
    }

    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22
    };
    private static final long MAX_EXACT_MANTISSA = 1L << 53;
    private static final long MAX_SAFE_MANTISSA = 1_000_000_000_000_000L;
    private static final BigDecimal MAX_LONG = BigDecimal.valueOf(Long.MAX_VALUE);

    private final Limits limits;

    private byte[] buf;
    private int end;

    /** Place of the next byte; may be moved back to read something twice. */
    public int pos;

    /** A string or number longer than its limit was passed since this was last cleared. */
    public boolean tooLarge;

    /** Where the bytes of the last string or key begin, behind its quote. */
    public int stringStart;

    /** Where they end, before the closing quote. */
    public int stringEnd;

    /** Whether a backslash is among them, so that {@link #unescape} is needed. */
    public boolean stringEscaped;

    // The last number: value = (negative ? -1 : 1) * mantissa * 10^exponent unless inexact.
    private int numberStart;
    private boolean negative;
    private long mantissa;
    private int exponent;
    private boolean inexact;
    private boolean zero;

    public JsonScanner(Limits limits) {
        this.limits = limits;
    }

    public void start(byte[] value) {
        buf = value;
        pos = 0;
        end = value.length;
        tooLarge = false;
    }

    public boolean atEnd() {
        return pos == end;
    }

    /** The next byte, or 0 at the end (0 is nowhere legal between tokens). */
    public byte peek() {
        return pos < end ? buf[pos] : 0;
    }

    public void skipWhitespace() {
        while (pos < end) {
            byte b = buf[pos];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return;
            }
            pos++;
        }
    }

    public void expect(char c) throws Unreadable {
        if (pos >= end || buf[pos] != c) {
            throw new Unreadable(Reason.NOT_JSON);
        }
        pos++;
    }

    /**
     * Passes any value.
     *
     * @param depth what the depth is if the value is an array or object
     */
    public void skipValue(int depth) throws Unreadable {
        switch (peek()) {
            case '"' -> scanString();
            case '{' -> skipObject(depth);
            case '[' -> skipArray(depth);
            case 't' -> skipLiteral("true");
            case 'f' -> skipLiteral("false");
            case 'n' -> skipLiteral("null");
            default -> scanNumber();
        }
    }

    private void skipObject(int depth) throws Unreadable {
        enter(depth);
        if (peek() == '}') {
            pos++;
            return;
        }
        while (true) {
            scanKey();
            skipValue(depth + 1);
            if (!moreIn('}')) {
                return;
            }
        }
    }

    private void skipArray(int depth) throws Unreadable {
        enter(depth);
        if (peek() == ']') {
            pos++;
            return;
        }
        while (true) {
            skipValue(depth + 1);
            if (!moreIn(']')) {
                return;
            }
        }
    }

    /** Passes the opening bracket and the white space behind it. */
    public void enter(int depth) throws Unreadable {
        if (depth > limits.maxDepth()) {
            throw new Unreadable(Reason.TOO_LARGE);
        }
        pos++;
        skipWhitespace();
    }

    /** After a member: passes the comma (true) or the closing bracket (false). */
    public boolean moreIn(char close) throws Unreadable {
        skipWhitespace();
        if (pos >= end) {
            throw new Unreadable(Reason.NOT_JSON);
        }
        byte b = buf[pos++];
        if (b == ',') {
            skipWhitespace();
            return true;
        }
        if (b == close) {
            return false;
        }
        throw new Unreadable(Reason.NOT_JSON);
    }

    /** Passes a key and its colon; the key is then the last string. */
    public void scanKey() throws Unreadable {
        if (peek() != '"') {
            throw new Unreadable(Reason.NOT_JSON);
        }
        scanString();
        skipWhitespace();
        expect(':');
        skipWhitespace();
    }

    public void skipLiteral(String literal) throws Unreadable {
        int length = literal.length();
        if (end - pos < length) {
            throw new Unreadable(Reason.NOT_JSON);
        }
        for (int i = 0; i < length; i++) {
            if (buf[pos + i] != literal.charAt(i)) {
                throw new Unreadable(Reason.NOT_JSON);
            }
        }
        pos += length;
    }

    public void scanString() throws Unreadable {
        final byte[] bytes = buf;
        final int limit = end;
        int p = pos + 1;
        stringStart = p;
        stringEscaped = false;
        while (p < limit) {
            byte b = bytes[p];
            if (b == '"') {
                stringEnd = p;
                pos = p + 1;
                if (p - stringStart > limits.maxStringLength()) {
                    tooLarge = true;
                }
                return;
            }
            if (b >= ' ' && b != '\\') {
                p++;
            } else if (b == '\\') {
                stringEscaped = true;
                p = passEscape(p);
            } else if (b >= 0) {
                throw new Unreadable(Reason.NOT_JSON); // a control character
            } else {
                p = passMultibyte(p);
            }
        }
        throw new Unreadable(Reason.NOT_JSON);
    }

    private int passEscape(int p) throws Unreadable {
        if (p + 1 >= end) {
            throw new Unreadable(Reason.NOT_JSON);
        }
        switch (buf[p + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                return p + 2;
            }
            case 'u' -> {
                if (p + 6 > end || hex(p + 2) < 0) {
                    throw new Unreadable(Reason.NOT_JSON);
                }
                return p + 6;
            }
            default -> throw new Unreadable(Reason.NOT_JSON);
        }
    }

    /** The four hex digits at p as a number, -1 if they are not. */
    private int hex(int p) {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            byte b = buf[p + i];
            int digit = b < 0 ? -1 : Character.digit(b, 16);
            if (digit < 0) {
                return -1;
            }
            value = (value << 4) | digit;
        }
        return value;
    }

    /** Passes one character of two to four bytes; overlong forms and surrogates are not UTF-8. */
    private int passMultibyte(int p) throws Unreadable {
        int b0 = buf[p] & 0xff;
        int length = b0 >= 0xf0 ? 4 : b0 >= 0xe0 ? 3 : 2;
        if (b0 < 0xc2 || b0 > 0xf4 || p + length > end) {
            throw new Unreadable(Reason.NOT_JSON);
        }
        int b1 = buf[p + 1] & 0xff;
        int lowest = b0 == 0xe0 ? 0xa0 : b0 == 0xf0 ? 0x90 : 0x80;
        int highest = b0 == 0xed ? 0x9f : b0 == 0xf4 ? 0x8f : 0xbf;
        if (b1 < lowest || b1 > highest) {
            throw new Unreadable(Reason.NOT_JSON);
        }
        for (int i = 2; i < length; i++) {
            if ((buf[p + i] & 0xc0) != 0x80) {
                throw new Unreadable(Reason.NOT_JSON);
            }
        }
        return p + length;
    }

    /**
     * The last string without its escapes, as UTF-8.
     *
     * @return null if half a surrogate pair stands in it, which UTF-8 cannot say
     */
    public byte[] unescape() {
        byte[] out = new byte[stringEnd - stringStart];
        int length = 0;
        int p = stringStart;
        while (p < stringEnd) {
            byte b = buf[p];
            if (b != '\\') {
                out[length++] = b;
                p++;
                continue;
            }
            byte escape = buf[p + 1];
            p += 2;
            if (escape != 'u') {
                out[length++] = plain(escape);
                continue;
            }
            int c = hex(p);
            p += 4;
            if (Character.isSurrogate((char) c)) {
                boolean paired =
                        Character.isHighSurrogate((char) c)
                                && p + 6 <= stringEnd
                                && buf[p] == '\\'
                                && buf[p + 1] == 'u'
                                && Character.isLowSurrogate((char) hex(p + 2));
                if (!paired) {
                    return null;
                }
                c = Character.toCodePoint((char) c, (char) hex(p + 2));
                p += 6;
            }
            length = appendUtf8(out, length, c);
        }
        return Arrays.copyOf(out, length);
    }

    private static byte plain(byte escape) {
        return switch (escape) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escape;
        };
    }

    private static int appendUtf8(byte[] out, int length, int c) {
        int at = length;
        if (c < 0x80) {
            out[at++] = (byte) c;
        } else if (c < 0x800) {
            out[at++] = (byte) (0xc0 | (c >> 6));
            out[at++] = (byte) (0x80 | (c & 0x3f));
        } else if (c < 0x10000) {
            out[at++] = (byte) (0xe0 | (c >> 12));
            out[at++] = (byte) (0x80 | ((c >> 6) & 0x3f));
            out[at++] = (byte) (0x80 | (c & 0x3f));
        } else {
            out[at++] = (byte) (0xf0 | (c >> 18));
            out[at++] = (byte) (0x80 | ((c >> 12) & 0x3f));
            out[at++] = (byte) (0x80 | ((c >> 6) & 0x3f));
            out[at++] = (byte) (0x80 | (c & 0x3f));
        }
        return at;
    }

    /** Passes a number; its value is then at hand from {@link #asDouble} and {@link #asLong}. */
    public void scanNumber() throws Unreadable {
        final byte[] bytes = buf;
        final int limit = end;
        int p = pos;
        numberStart = p;
        negative = p < limit && bytes[p] == '-';
        if (negative) {
            p++;
        }
        long value = 0;
        int digits = 0; // significant ones
        int first = p;
        while (p < limit && isDigit(bytes[p])) {
            value = value * 10 + (bytes[p] - '0');
            if (value != 0) {
                digits++;
            }
            p++;
        }
        if (p == first || (bytes[first] == '0' && p > first + 1)) {
            throw new Unreadable(Reason.NOT_JSON);
        }
        int scale = 0;
        if (p < limit && bytes[p] == '.') {
            int point = ++p;
            while (p < limit && isDigit(bytes[p])) {
                value = value * 10 + (bytes[p] - '0');
                if (value != 0) {
                    digits++;
                }
                p++;
            }
            scale = p - point;
            if (scale == 0) {
                throw new Unreadable(Reason.NOT_JSON);
            }
        }
        boolean exponentTooLong = false;
        int power = 0;
        if (p < limit && (bytes[p] == 'e' || bytes[p] == 'E')) {
            p++;
            boolean down = p < limit && bytes[p] == '-';
            if (p < limit && (bytes[p] == '-' || bytes[p] == '+')) {
                p++;
            }
            int firstOfPower = p;
            while (p < limit && isDigit(bytes[p])) {
                if (power < 100_000) {
                    power = power * 10 + (bytes[p] - '0');
                } else {
                    exponentTooLong = true;
                }
                p++;
            }
            if (p == firstOfPower) {
                throw new Unreadable(Reason.NOT_JSON);
            }
            power = down ? -power : power;
        }
        mantissa = value;
        exponent = power - scale;
        // 18 digits always fit a long; the digits of a longer number have run over.
        inexact = digits > 18 || exponentTooLong;
        zero = digits == 0;
        pos = p;
        if (p - numberStart > limits.maxNumberLength()) {
            tooLarge = true;
        }
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** The last number, correctly rounded; infinite if too large. */
    public double asDouble() {
        if (!inexact && mantissa <= MAX_EXACT_MANTISSA && exponent <= 22 && exponent >= -22) {
            // Both operands are exact, so the one rounding of the operation is the right one.
            double magnitude =
                    exponent < 0
                            ? mantissa / POWERS_OF_TEN[-exponent]
                            : mantissa * POWERS_OF_TEN[exponent];
            return negative ? -magnitude : magnitude;
        }
        return tooLarge ? Double.NaN : Double.parseDouble(numberText());
    }

    /**
     * Whether the shortest text of the double has the value that the last number's text has, so
     * that nothing is lost between them. With up to 15 digits it always has.
     */
    public boolean isGivenBackBy(double number) {
        if (zero
                || tooLarge
                || (!inexact && mantissa < MAX_SAFE_MANTISSA && exponent <= 22 && exponent >= -22)) {
            return true;
        }
        if (number == 0 || Double.isInfinite(number)) {
            return false;
        }
        BigDecimal shortest = new BigDecimal(FlatJson.ecmaScript(Math.abs(number)));
        return new BigDecimal(numberText()).abs().compareTo(shortest) == 0;
    }

    /** The last number if it is integral and fits, else {@link Message#ABSENT}. */
    public long asLong() {
        if (!inexact && exponent == 0) {
            return negative ? -mantissa : mantissa;
        }
        if (tooLarge) {
            return Message.ABSENT;
        }
        BigDecimal exact;
        try {
            exact = new BigDecimal(numberText());
        } catch (NumberFormatException exponentOutOfRange) {
            return zero ? 0 : Message.ABSENT;
        }
        if (exact.signum() == 0) {
            return 0;
        }
        long magnitude = (long) exact.precision() - exact.scale();
        if (magnitude > 19 || magnitude < 1 || exact.abs().compareTo(MAX_LONG) > 0) {
            return Message.ABSENT;
        }
        try {
            return exact.longValueExact();
        } catch (ArithmeticException fraction) {
            return Message.ABSENT;
        }
    }

    private String numberText() {
        return new String(buf, numberStart, pos - numberStart, StandardCharsets.ISO_8859_1);
    }
}
