package io.tickhouse.model;

import com.fasterxml.jackson.core.io.NumberInput;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A strict RFC 8259 scanner over bytes. It moves over one value at a time, keeps the last string or
 * number, and creates no objects on the way. It checks grammar and UTF-8 of everything it passes,
 * read or skipped, at any depth. Exceeding a limit is only noted.
 */
public class JsonScanner {

    /**
     * The input is not JSON in UTF-8. Without a stack trace: bad input is not a failure of ours.
     */
    public static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;

        Unreadable() {
            super("not JSON in UTF-8", null, false, false);
        }
    }

    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22
    };
    private static final long MAX_EXACT_MANTISSA = 1L << 53;
    private static final long MAX_SAFE_MANTISSA = 999_999_999_999_999L;
    private static final int MAX_EXACT_POWER = 22;
    private static final int DIGITS_OF_A_LONG = 18; // as many always fit
    private static final BigDecimal MAX_LONG = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final int LEVELS_PER_WORD = 64;

    private final Limits limits;

    private final long[] shallow = new long[1];
    private char[] number = new char[64];

    private byte[] buf;
    private int end;

    /** Position of the next byte; may be moved back to read something twice. */
    public int pos;

    /** Whether something longer or deeper than its limit was passed since this was last cleared. */
    public boolean tooLarge;

    /** Where the bytes of the last string or key begin, after its opening quote. */
    public int stringStart;

    /** Where they end, before the closing quote. */
    public int stringEnd;

    /** Whether a backslash is among them, so that {@link #unescape} is needed. */
    public boolean stringEscaped;

    // The last number: (negative ? -1 : 1) * mantissa * 10^exponent. Not valid if the number has
    // more digits than the mantissa holds, or an exponent that is too long.
    private int numberStart;
    private boolean negative;
    private long mantissa;
    private int exponent;
    private int digits; // significant ones
    private boolean exponentTooLong;

    public JsonScanner(Limits limits) {
        this.limits = limits;
    }

    public void start(byte[] value) {
        buf = value;
        pos = 0;
        end = value.length;
        tooLarge = false;
    }

    /** Passes white space, after which nothing may follow. */
    public void expectEnd() throws Unreadable {
        skipWhitespace();
        if (pos != end) {
            throw new Unreadable();
        }
    }

    /** The next byte, or 0 at the end (0 is not legal anywhere between tokens). */
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
            throw new Unreadable();
        }
        pos++;
    }

    /**
     * Passes any value.
     *
     * @param depth the depth of the value if it is an array or object
     */
    public void skipValue(int depth) throws Unreadable {
        switch (peek()) {
            case '{', '[' -> skipNested(depth);
            default -> skipScalar();
        }
    }

    private void skipScalar() throws Unreadable {
        switch (peek()) {
            case '"' -> scanString();
            case 't' -> skipLiteral("true");
            case 'f' -> skipLiteral("false");
            case 'n' -> skipLiteral("null");
            default -> scanNumber();
        }
    }

    /**
     * Passes an array or object of any depth without recursion. Each open level costs one bit,
     * which is set for an object.
     */
    private void skipNested(int depth) throws Unreadable {
        long[] objects = shallow;
        int open = 0;
        while (true) {
            byte b = peek();
            if (b == '{' || b == '[') {
                boolean object = b == '{';
                enter(depth + open);
                if (peek() == (object ? '}' : ']')) {
                    pos++;
                } else {
                    int word = open / LEVELS_PER_WORD;
                    if (word == objects.length) {
                        objects = Arrays.copyOf(objects, word * 2);
                    }
                    long bit = 1L << open;
                    objects[word] = object ? objects[word] | bit : objects[word] & ~bit;
                    open++;
                    if (object) {
                        scanKey();
                    }
                    continue;
                }
            } else {
                skipScalar();
            }
            while (open > 0 && !moreIn(isObject(objects, open - 1) ? '}' : ']')) {
                open--;
            }
            if (open == 0) {
                return;
            }
            if (isObject(objects, open - 1)) {
                scanKey();
            }
        }
    }

    private static boolean isObject(long[] objects, int level) {
        return (objects[level / LEVELS_PER_WORD] >> level & 1) != 0;
    }

    /** Passes the opening bracket and the white space after it. */
    public void enter(int depth) {
        if (depth > limits.maxDepth()) {
            tooLarge = true;
        }
        pos++;
        skipWhitespace();
    }

    /** After a member: passes the comma (true) or the closing bracket (false). */
    public boolean moreIn(char close) throws Unreadable {
        skipWhitespace();
        if (pos >= end) {
            throw new Unreadable();
        }
        byte b = buf[pos++];
        if (b == ',') {
            skipWhitespace();
            return true;
        }
        if (b == close) {
            return false;
        }
        throw new Unreadable();
    }

    /** Passes a key and its colon; the last string is then the key. */
    public void scanKey() throws Unreadable {
        if (peek() != '"') {
            throw new Unreadable();
        }
        scanString();
        skipWhitespace();
        expect(':');
        skipWhitespace();
    }

    public void skipLiteral(String literal) throws Unreadable {
        int length = literal.length();
        if (end - pos < length) {
            throw new Unreadable();
        }
        for (int i = 0; i < length; i++) {
            if (buf[pos + i] != literal.charAt(i)) {
                throw new Unreadable();
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
                throw new Unreadable(); // a control character
            } else {
                p = passMultibyte(p);
            }
        }
        throw new Unreadable();
    }

    private int passEscape(int p) throws Unreadable {
        if (p + 1 >= end) {
            throw new Unreadable();
        }
        switch (buf[p + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                return p + 2;
            }
            case 'u' -> {
                if (p + 6 > end || hex(p + 2) < 0) {
                    throw new Unreadable();
                }
                return p + 6;
            }
            default -> throw new Unreadable();
        }
    }

    /** The four hex digits at p as a number; -1 if they are not hex digits. */
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
            throw new Unreadable();
        }
        int b1 = buf[p + 1] & 0xff;
        int lowest = b0 == 0xe0 ? 0xa0 : b0 == 0xf0 ? 0x90 : 0x80;
        int highest = b0 == 0xed ? 0x9f : b0 == 0xf4 ? 0x8f : 0xbf;
        if (b1 < lowest || b1 > highest) {
            throw new Unreadable();
        }
        for (int i = 2; i < length; i++) {
            if ((buf[p + i] & 0xc0) != 0x80) {
                throw new Unreadable();
            }
        }
        return p + length;
    }

    /**
     * The last string without its escapes, as UTF-8.
     *
     * @return null if it contains half a surrogate pair, which UTF-8 cannot represent
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

    /** Passes a number, whose value {@link #asDouble} and {@link #asLong} then give. */
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
        int significant = 0;
        int first = p;
        while (p < limit && isDigit(bytes[p])) {
            value = value * 10 + (bytes[p] - '0');
            if (value != 0 || significant != 0) {
                significant++;
            }
            p++;
        }
        if (p == first || (bytes[first] == '0' && p > first + 1)) {
            throw new Unreadable();
        }
        int scale = 0;
        if (p < limit && bytes[p] == '.') {
            int point = ++p;
            while (p < limit && isDigit(bytes[p])) {
                value = value * 10 + (bytes[p] - '0');
                if (value != 0 || significant != 0) {
                    significant++;
                }
                p++;
            }
            scale = p - point;
            if (scale == 0) {
                throw new Unreadable();
            }
        }
        exponentTooLong = false;
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
                throw new Unreadable();
            }
            power = down ? -power : power;
        }
        mantissa = value;
        exponent = power - scale;
        digits = significant;
        pos = p;
        if (p - numberStart > limits.maxNumberLength()) {
            tooLarge = true;
        }
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** The last number, correctly rounded; infinite if too large, NaN if too long to be read. */
    public double asDouble() {
        if (fewDigits(MAX_EXACT_MANTISSA)) {
            // Both operands are exact, so the single rounding of the operation is correct.
            double magnitude =
                    exponent < 0
                            ? mantissa / POWERS_OF_TEN[-exponent]
                            : mantissa * POWERS_OF_TEN[exponent];
            return negative ? -magnitude : magnitude;
        }
        return tooLarge ? Double.NaN : parseDouble();
    }

    private double parseDouble() {
        int length = pos - numberStart;
        if (number.length < length) {
            number = new char[length];
        }
        for (int i = 0; i < length; i++) {
            number[i] = (char) buf[numberStart + i];
        }
        return NumberInput.parseDouble(number, 0, length, true);
    }

    /**
     * Whether the mantissa holds the whole number, is at most this large, and is scaled by a power
     * of ten that is exact.
     */
    private boolean fewDigits(long most) {
        return digits <= DIGITS_OF_A_LONG
                && mantissa <= most
                && exponent <= MAX_EXACT_POWER
                && exponent >= -MAX_EXACT_POWER
                && !exponentTooLong;
    }

    /**
     * Whether the shortest text of the double has the same value as the text of the last number, so
     * that nothing is lost. Up to 15 digits it always has.
     */
    public boolean isGivenBackBy(double number) {
        if (fewDigits(MAX_SAFE_MANTISSA) || digits == 0 || tooLarge) {
            return true;
        }
        if (number == 0 || Double.isInfinite(number)) {
            return false;
        }
        String shortest = FlatJson.shortest(Math.abs(number));
        if (digits > DIGITS_OF_A_LONG
                || shortest.length() > DIGITS_OF_A_LONG + 1
                || shortest.indexOf('e') >= 0) {
            return new BigDecimal(numberText()).abs().compareTo(new BigDecimal(shortest)) == 0;
        }
        long mine = mantissa;
        int power = exponent;
        while (mine % 10 == 0) {
            mine /= 10;
            power++;
        }
        int point = shortest.indexOf('.');
        long other = 0;
        for (int i = 0; i < shortest.length(); i++) {
            other = i == point ? other : other * 10 + (shortest.charAt(i) - '0');
        }
        int otherPower = point < 0 ? 0 : point + 1 - shortest.length();
        while (other % 10 == 0) {
            other /= 10;
            otherPower++;
        }
        return mine == other && power == otherPower;
    }

    /** The last number if it is integral and fits, else {@link Message#ABSENT}. */
    public long asLong() {
        if (exponent == 0 && !exponentTooLong && digits <= DIGITS_OF_A_LONG + 1 && mantissa >= 0) {
            // A number of 19 digits that does not fit has made the mantissa negative.
            return negative ? -mantissa : mantissa;
        }
        if (tooLarge) {
            return Message.ABSENT;
        }
        BigDecimal exact;
        try {
            exact = new BigDecimal(numberText());
        } catch (NumberFormatException exponentOutOfRange) {
            return digits == 0 ? 0 : Message.ABSENT;
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
