package io.tickhouse.model;

import com.fasterxml.jackson.core.io.schubfach.DoubleToDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes a message as flattened JSON: fields in a fixed order, absent ones left out, no spaces.
 * Numbers have the form of RFC 8785 (the shortest text that reads back the same). The same message
 * gives the same bytes in every engine.
 *
 * <p>Not thread-safe: it writes into one buffer, which shrinks again after a very long message.
 */
public final class FlatJson extends FieldWriter {

    private static final long MAX_FAST_DIGITS = 1_000_000_000_000_000L;
    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12
    };
    private static final int MIN_KEPT = 512;
    private static final int MAX_KEPT = 1 << 16;
    private static final int COMMON_DECIMALS = 5;
    private static final int MOST_FAST_CHARACTERS = 10;
    private static final byte[] HEX = ascii("0123456789abcdef");

    private static final byte[] TIMESTAMP_NS = ascii(",\"timestamp_ns\":");
    private static final byte[] SRC = ascii(",\"src\":\"");

    private byte[] buf = new byte[MIN_KEPT];
    private int length;

    /** The message as UTF-8 JSON, in a new array. */
    public byte[] toBytes(Message message) {
        length = 0;
        fields(message);
        appendAll(TIMESTAMP_NS);
        appendLong(message.timeNs);
        writeSource(message);
        append('}');
        buf[0] = '{'; // instead of the first comma
        byte[] bytes = Arrays.copyOf(buf, length);
        if (buf.length > MAX_KEPT) {
            buf = new byte[MIN_KEPT];
        }
        return bytes;
    }

    private void writeSource(Message message) {
        appendAll(SRC);
        appendLong(message.partition);
        append('-');
        appendLong(message.offset);
        append('-');
        appendLong(message.index);
        append('"');
    }

    @Override
    protected void text(Field field, byte[] text) {
        if (text != null) {
            appendAll(field.prefix());
            appendString(text);
        }
    }

    @Override
    protected void texts(Field field, byte[][] list) {
        if (list == null) {
            return;
        }
        appendAll(field.prefix());
        append('[');
        for (int i = 0; i < list.length; i++) {
            if (i > 0) {
                append(',');
            }
            appendString(list[i]);
        }
        append(']');
    }

    @Override
    protected void integer(Field field, long number) {
        if (number != Message.ABSENT) {
            appendAll(field.prefix());
            appendLong(number);
        }
    }

    @Override
    protected void decimal(Field field, double number) {
        if (!Double.isNaN(number)) {
            appendAll(field.prefix());
            appendDouble(number);
        }
    }

    private void appendString(byte[] text) {
        ensure(text.length * 6 + 2);
        buf[length++] = '"';
        for (byte b : text) {
            if (b == '"' || b == '\\') {
                buf[length++] = '\\';
                buf[length++] = b;
            } else if (b >= 0 && b < ' ') {
                appendControl(b);
            } else {
                buf[length++] = b;
            }
        }
        buf[length++] = '"';
    }

    private void appendControl(byte b) {
        buf[length++] = '\\';
        switch (b) {
            case '\b' -> buf[length++] = 'b';
            case '\t' -> buf[length++] = 't';
            case '\n' -> buf[length++] = 'n';
            case '\f' -> buf[length++] = 'f';
            case '\r' -> buf[length++] = 'r';
            default -> {
                buf[length++] = 'u';
                buf[length++] = '0';
                buf[length++] = '0';
                buf[length++] = HEX[b >> 4];
                buf[length++] = HEX[b & 15];
            }
        }
    }

    private void appendLong(long number) {
        ensure(20);
        if (number < 0) {
            if (number == Long.MIN_VALUE) {
                appendAll(ascii("-9223372036854775808"));
                return;
            }
            buf[length++] = '-';
            appendDigits(-number);
        } else {
            appendDigits(number);
        }
    }

    private void appendDigits(long number) {
        int digits = 1;
        for (long bound = 10; digits < 19 && number >= bound; bound *= 10) {
            digits++;
        }
        length += digits;
        int at = length;
        long rest = number;
        do {
            buf[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest != 0);
    }

    /** The number is finite and not negative; the flatten rule ensures it. */
    private void appendDouble(double number) {
        if (number >= 1e-6 && number < MAX_FAST_DIGITS) {
            // Prices: try more and more decimals. Up to 15 digits only one decimal reads back as
            // this number, so the first that does is the shortest. Both operands of the division
            // are exact, so its result is the correctly rounded value of the decimal.
            int decimals = 0;
            for (; decimals < COMMON_DECIMALS; decimals++) {
                double scaled = number * POWERS_OF_TEN[decimals];
                if (scaled >= MAX_FAST_DIGITS) {
                    break;
                }
                long digits = Math.round(scaled);
                if (digits / POWERS_OF_TEN[decimals] == number) {
                    appendDecimal(digits, decimals);
                    return;
                }
            }
            // Computed numbers mostly have 16 or 17 digits, and then no number of decimals reads
            // back. Try the most decimals that there is room for: if they do not read back, fewer
            // do not either.
            int most = POWERS_OF_TEN.length - 1;
            while (number * POWERS_OF_TEN[most] >= MAX_FAST_DIGITS) {
                most--;
            }
            long digits = Math.round(number * POWERS_OF_TEN[most]);
            if (digits / POWERS_OF_TEN[most] == number) {
                while (digits % 10 == 0 && most > 0) {
                    digits /= 10;
                    most--;
                }
                appendDecimal(digits, most);
                return;
            }
        } else if (number == 0) {
            append('0');
            return;
        }
        appendAscii(shortest(number));
    }

    private void appendDecimal(long digits, int decimals) {
        if (decimals == 0) {
            appendLong(digits);
            return;
        }
        long unit = (long) POWERS_OF_TEN[decimals];
        appendLong(digits / unit);
        append('.');
        ensure(decimals);
        long rest = digits % unit;
        for (int i = decimals - 1; i >= 0; i--) {
            buf[length + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += decimals;
    }

    /** ECMAScript's Number::toString of a positive number, made from the shortest digits. */
    static String shortest(double number) {
        String java = DoubleToDecimal.toString(number); // d.dddE[-]x or d.ddd
        if (number >= 1e-3 && number < 1e7 && java.length() > MOST_FAST_CHARACTERS) {
            return java; // plain, and with too many digits to end with 0 or to be shortened below
        }
        int e = java.indexOf('E');
        String plain = e < 0 ? java : java.substring(0, e);
        int exponent = e < 0 ? 0 : Integer.parseInt(java.substring(e + 1));
        int point = plain.indexOf('.');
        String digits = plain.substring(0, point) + plain.substring(point + 1);
        int n = point + exponent; // the value is 0.digits * 10^n
        int leading = 0;
        while (digits.charAt(leading) == '0') {
            leading++;
        }
        digits = digits.substring(leading);
        n -= leading;
        digits = withoutTrailingZeros(digits);
        if (digits.length() == 2) {
            // Java writes at least two digits, so it may have missed a shorter text.
            int carry = digits.charAt(1) >= '5' ? 1 : 0;
            int one = digits.charAt(0) - '0' + carry;
            String shorter = one == 10 ? "1" : String.valueOf(one);
            int shift = one == 10 ? n + 1 : n;
            if (Double.parseDouble("0." + shorter + "E" + shift) == number) {
                digits = shorter;
                n = shift;
            }
        }
        int k = digits.length();
        if (k <= n && n <= 21) {
            return digits + "0".repeat(n - k);
        }
        if (0 < n && n <= 21) {
            return digits.substring(0, n) + "." + digits.substring(n);
        }
        if (-6 < n && n <= 0) {
            return "0." + "0".repeat(-n) + digits;
        }
        String power = (n - 1 < 0 ? "e-" : "e+") + Math.abs(n - 1);
        return k == 1 ? digits + power : digits.charAt(0) + "." + digits.substring(1) + power;
    }

    private static String withoutTrailingZeros(String digits) {
        int end = digits.length();
        while (end > 1 && digits.charAt(end - 1) == '0') {
            end--;
        }
        return digits.substring(0, end);
    }

    private void append(char c) {
        ensure(1);
        buf[length++] = (byte) c;
    }

    private void appendAll(byte[] bytes) {
        ensure(bytes.length);
        System.arraycopy(bytes, 0, buf, length, bytes.length);
        length += bytes.length;
    }

    private void appendAscii(String text) {
        int characters = text.length();
        ensure(characters);
        for (int i = 0; i < characters; i++) {
            buf[length++] = (byte) text.charAt(i);
        }
    }

    private void ensure(int more) {
        if (length + more > buf.length) {
            buf = Arrays.copyOf(buf, Math.max(buf.length * 2, length + more));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
