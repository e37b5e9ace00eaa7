package io.tickhouse.tools.feed;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;

/** A growing buffer for JSON bytes. It grows to the longest text and is then reused. */
final class JsonBuffer {

    private static final long NANOS_PER_MINUTE = 60_000_000_000L;

    private byte[] bytes = new byte[1024];
    private int length;

    // Text of the last minute written: consecutive times mostly share it.
    private long minute = -1;
    private byte[] minuteText = {};

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** The text so far; for ASCII only. */
    String toAscii() {
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }

    void append(char c) {
        ensure(1);
        bytes[length++] = (byte) c;
    }

    void append(byte[] text) {
        append(text, 0, text.length);
    }

    void append(byte[] source, int offset, int count) {
        ensure(count);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
    }

    /** A number of at least 0. */
    void appendNumber(long number) {
        ensure(20);
        int digits = 1;
        for (long bound = 10; digits < 19 && number >= bound; bound *= 10) {
            digits++;
        }
        appendPadded(number, digits);
    }

    /** Hundredths as a decimal without trailing zeros: 19010 becomes 190.1. */
    void appendHundredths(long hundredths) {
        appendNumber(hundredths / 100);
        int rest = (int) (hundredths % 100);
        if (rest != 0) {
            append('.');
            append((char) ('0' + rest / 10));
            if (rest % 10 != 0) {
                append((char) ('0' + rest % 10));
            }
        }
    }

    /** Billionths as a decimal without trailing zeros. */
    void appendBillionths(long billionths) {
        appendNumber(billionths / 1_000_000_000);
        ensure(10);
        appendFraction((int) (billionths % 1_000_000_000));
    }

    private void appendFraction(int billionths) {
        if (billionths != 0) {
            bytes[length++] = '.';
            appendPadded(billionths, 9);
            while (bytes[length - 1] == '0') {
                length--;
            }
        }
    }

    /** RFC 3339 in UTC, fraction digits without trailing zeros, no quotes. Not before 1970. */
    void appendTime(long epochNanos) {
        long wanted = epochNanos / NANOS_PER_MINUTE;
        if (wanted != minute) {
            minute = wanted;
            minuteText = ascii(textOf(wanted));
        }
        append(minuteText);
        long inMinute = epochNanos % NANOS_PER_MINUTE;
        ensure(13);
        appendPadded(inMinute / 1_000_000_000, 2);
        appendFraction((int) (inMinute % 1_000_000_000));
        bytes[length++] = 'Z';
    }

    private static String textOf(long minute) {
        LocalDate day = LocalDate.ofEpochDay(minute / 1440);
        int ofDay = (int) (minute % 1440);
        int hour = ofDay / 60;
        int ofHour = ofDay % 60;
        return day + (hour < 10 ? "T0" : "T") + hour + (ofHour < 10 ? ":0" : ":") + ofHour + ":";
    }

    private void appendPadded(long number, int digits) {
        length += digits;
        int at = length;
        long rest = number;
        for (int i = 0; i < digits; i++) {
            bytes[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
