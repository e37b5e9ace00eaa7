package io.tickhouse.tools.feed;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/** The event times of a feed, in nanoseconds since the epoch. */
final class EventTime {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}|[1-8]\\d{18}");
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
                    .optionalStart()
                    .appendOffsetId()
                    .toFormatter(Locale.ROOT);

    private EventTime() {}

    /** Ever later times that pass by the message, so that the same run has the same times. */
    static LongSupplier stepping(Instant start, long nanosPerMessage, SplittableRandom random) {
        long[] next = {nanos(start)};
        long gap = Math.max(1, nanosPerMessage);
        return () -> {
            long slot = next[0];
            next[0] += gap;
            return slot + random.nextLong(gap);
        };
    }

    /** The time on the clock, moved on by a nanosecond where it stands still. */
    static LongSupplier now() {
        long[] last = {0};
        return () -> {
            last[0] = Math.max(last[0] + 1, nanos(Instant.now()));
            return last[0];
        };
    }

    /**
     * Reads the time of a file: RFC 3339, a date and time or a date alone, which are taken for UTC,
     * or a whole number since the epoch, taken for seconds, milliseconds, microseconds or
     * nanoseconds by its length.
     *
     * @return nanoseconds since the epoch, or -1 if the text is no time between 1970 and 2262
     */
    static long parse(String text) {
        if (NUMBER.matcher(text).matches()) {
            int digits = text.length();
            long unit =
                    digits <= 11
                            ? 1_000_000_000
                            : digits <= 14 ? 1_000_000 : digits <= 17 ? 1_000 : 1;
            long number = Long.parseLong(text);
            return number > Long.MAX_VALUE / unit ? -1 : number * unit;
        }
        try {
            long nanos = nanos(instant(text));
            return nanos < 0 ? -1 : nanos;
        } catch (DateTimeException | ArithmeticException noTime) {
            return -1;
        }
    }

    /** As {@link #parse}, of a number that is milliseconds whatever its length. */
    static long ofMillis(String number) {
        boolean fits = number.length() <= 13 && NUMBER.matcher(number).matches();
        long millis = fits ? Long.parseLong(number) : Long.MAX_VALUE;
        return millis > Long.MAX_VALUE / 1_000_000 ? -1 : millis * 1_000_000;
    }

    private static Instant instant(String text) {
        if (text.length() == "2026-03-02".length()) {
            return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        TemporalAccessor parsed =
                TIME.parseBest(text.replace(' ', 'T'), OffsetDateTime::from, LocalDateTime::from);
        return parsed instanceof OffsetDateTime time
                ? time.toInstant()
                : ((LocalDateTime) parsed).toInstant(ZoneOffset.UTC);
    }

    static long nanos(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    }
}
