package io.tickhouse.model;

/** Parses an RFC 3339 time from bytes to nanoseconds since the epoch. */
public final class Rfc3339 {

    private static final int[] NANOS_PER_FRACTION_DIGITS = {
        1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1
    };
    private static final int LOWER_CASE = 0x20;
    private static final long MAX_SECONDS = Long.MAX_VALUE / 1_000_000_000;
    private static final long NANOS_IN_LAST_SECOND = Long.MAX_VALUE % 1_000_000_000;

    static final long NOT_A_TIME = -1;

    /** Before 1970 or after 2262-04-11. */
    static final long OUTSIDE = -2;

    static final long LEAP_SECOND = -3;

    private Rfc3339() {}

    /**
     * Nanoseconds since the epoch of {@code yyyy-MM-ddTHH:mm:ss[.fraction](Z|±hh:mm)}. The fraction
     * has one to nine digits; {@code T} and {@code Z} may be in either case.
     *
     * @return -1 if the bytes are not such a time, or one before 1970 or after 2262-04-11
     */
    public static long parseNanos(byte[] b, int start, int end) {
        return Math.max(NOT_A_TIME, parse(b, start, end));
    }

    /** The same, but a result below 0 says what is wrong. */
    static long parse(byte[] b, int start, int end) {
        if (end - start < 20
                || b[start + 4] != '-'
                || b[start + 7] != '-'
                || (b[start + 10] | LOWER_CASE) != 't'
                || b[start + 13] != ':'
                || b[start + 16] != ':') {
            return NOT_A_TIME;
        }
        int year = digits(b, start, 4);
        int month = digits(b, start + 5, 2);
        int day = digits(b, start + 8, 2);
        int hour = digits(b, start + 11, 2);
        int minute = digits(b, start + 14, 2);
        int second = digits(b, start + 17, 2);
        if (year < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59) {
            return NOT_A_TIME;
        }
        if (second < 0 || second > 60 || month < 1 || month > 12 || day < 1) {
            return NOT_A_TIME;
        }
        if (day > daysIn(month, year)) {
            return NOT_A_TIME;
        }
        int p = start + 19;
        int nanos = 0;
        if (b[p] == '.') {
            int first = ++p;
            while (p < end && b[p] >= '0' && b[p] <= '9') {
                if (p - first == 9) {
                    return NOT_A_TIME;
                }
                nanos = nanos * 10 + (b[p] - '0');
                p++;
            }
            if (p == first) {
                return NOT_A_TIME;
            }
            nanos *= NANOS_PER_FRACTION_DIGITS[p - first];
        }
        int offset = offsetSeconds(b, p, end);
        if (offset == Integer.MIN_VALUE) {
            return NOT_A_TIME;
        }
        if (second == 60) {
            return LEAP_SECOND;
        }
        long seconds =
                daysSinceEpoch(year, month, day) * 86_400
                        + hour * 3600L
                        + minute * 60L
                        + second
                        - offset;
        if (seconds < 0
                || seconds > MAX_SECONDS
                || (seconds == MAX_SECONDS && nanos > NANOS_IN_LAST_SECOND)) {
            return OUTSIDE;
        }
        return seconds * 1_000_000_000 + nanos;
    }

    private static int digits(byte[] b, int at, int count) {
        int value = 0;
        for (int i = at; i < at + count; i++) {
            if (b[i] < '0' || b[i] > '9') {
                return -1;
            }
            value = value * 10 + (b[i] - '0');
        }
        return value;
    }

    private static int offsetSeconds(byte[] b, int p, int end) {
        if (p + 1 == end && (b[p] | LOWER_CASE) == 'z') {
            return 0;
        }
        if (p + 6 != end || (b[p] != '+' && b[p] != '-') || b[p + 3] != ':') {
            return Integer.MIN_VALUE;
        }
        int hours = digits(b, p + 1, 2);
        int minutes = digits(b, p + 4, 2);
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
            return Integer.MIN_VALUE;
        }
        int seconds = hours * 3600 + minutes * 60;
        return b[p] == '-' ? -seconds : seconds;
    }

    private static int daysIn(int month, int year) {
        return switch (month) {
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /** Counts from 1 March, so that the leap day is the last of its year. */
    private static long daysSinceEpoch(int year, int month, int day) {
        long y = month <= 2 ? year - 1L : year;
        int monthFromMarch = month <= 2 ? month + 9 : month - 3;
        return 365 * y
                + Math.floorDiv(y, 4)
                - Math.floorDiv(y, 100)
                + Math.floorDiv(y, 400)
                + (153L * monthFromMarch + 2) / 5
                + day
                - 719_469;
    }
}
