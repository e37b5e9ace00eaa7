package io.tickhouse.tools.bars;

import io.tickhouse.model.MarketCalendar;
import io.tickhouse.tools.UserError;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Days and times of New York, where the market is. Numbers are nanoseconds since the epoch. */
final class NewYork {

    static final long SECOND = 1_000_000_000;

    private static final ZoneId ZONE = ZoneId.of("America/New_York");
    private static final MarketCalendar CALENDAR = new MarketCalendar(MarketCalendar.Hours.TAPE);
    private static final LocalTime MORNING = LocalTime.of(4, 0);
    private static final LocalTime OPEN = LocalTime.of(9, 30);
    private static final LocalTime NIGHT = LocalTime.of(20, 0);
    private static final int HOURS_AFTER_CLOSE = 4;

    /** With the zone: an hour in autumn occurs twice. */
    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm zzz", Locale.US);

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss zzz", Locale.US);

    private NewYork() {}

    static LocalDate dayOf(long timeNs) {
        return Instant.ofEpochSecond(0, timeNs).atZone(ZONE).toLocalDate();
    }

    static long startOf(LocalDate day) {
        return day.atStartOfDay(ZONE).toEpochSecond() * SECOND;
    }

    /** As {@code 2026-03-02 09:30 EST}. */
    static String minute(Instant time) {
        return MINUTES.format(time.atZone(ZONE));
    }

    /** As {@code 2026-03-02 09:30:00 EST}. */
    static String second(Instant time) {
        return SECONDS.format(time.atZone(ZONE));
    }

    /**
     * The day that an option names.
     *
     * @throws UserError if it does not
     */
    static LocalDate day(String option, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw UserError.badUsage(option + " takes a day such as 2026-03-02, not " + text + ".");
        }
    }

    /**
     * The time that an option names: in UTC, or by the clock of New York if it has no zone.
     *
     * @throws UserError if it does not
     */
    static Instant time(String option, String text) {
        try {
            return text.endsWith("Z")
                    ? Instant.parse(text)
                    : LocalDateTime.parse(text).atZone(ZONE).toInstant();
        } catch (DateTimeParseException e) {
            throw UserError.badUsage(
                    option
                            + " takes a time such as 2026-03-02T14:30:00Z, or 2026-03-02T09:30 by"
                            + " the clock of New York, not "
                            + text
                            + ".");
        }
    }

    /** When the sessions of some days begin, and those of the day before. */
    static NavigableSet<Long> sessionStarts(LocalDate first, LocalDate last) {
        NavigableSet<Long> starts = new TreeSet<>();
        for (LocalDate day = first.minusDays(1); !day.isAfter(last); day = day.plusDays(1)) {
            starts.add(at(day, NIGHT));
            if (CALENDAR.isTradingDay(day)) {
                LocalTime close = CALENDAR.closeOf(day);
                starts.add(at(day, MORNING));
                starts.add(at(day, OPEN));
                starts.add(at(day, close));
                starts.add(at(day, close.plusHours(HOURS_AFTER_CLOSE)));
            }
        }
        return starts;
    }

    private static long at(LocalDate day, LocalTime time) {
        return day.atTime(time).atZone(ZONE).toEpochSecond() * SECOND;
    }
}
