package io.tickhouse.model;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.Set;

/**
 * The trading hours of the US stock market, by rule. Source: NYSE Rule 7.2 (Holidays) and the hours
 * and calendars that the exchange publishes at nyse.com/markets/hours-calendars. The lists of 2023
 * to 2027 are in the test. Days of mourning and disasters follow no rule and are listed. A day that
 * is missing here costs no data, only a useless reconnect of a feed that is silent on it.
 */
public final class MarketCalendar {

    /** When data is sent, on trading days of the US market and in New York's time. */
    public enum Hours {
        /** On all days. */
        AROUND_THE_CLOCK(LocalTime.MIN, Duration.ofDays(1)),

        /**
         * What the exchanges report to the consolidated tapes: the hours of operation in the CTA
         * and UTP plans. On a half day late trading ends at 17:00, which is just as long after the
         * close.
         */
        TAPE(LocalTime.of(4, 0), Duration.ofHours(4)),

        /**
         * One exchange with sessions of its own: IEX Trading Alert 2015-015, "System Hours". That
         * half days end an hour after the close is our guess. If they end later, only missing pongs
         * show a stall in the rest of the session.
         */
        IEX(LocalTime.of(8, 0), Duration.ofHours(1)),

        /**
         * The night before a trading day, from 20:00 to 04:00: the session of Blue Ocean ATS, from
         * Sunday evening to Friday morning.
         */
        OVERNIGHT(LocalTime.of(20, 0), Duration.ZERO);

        private final LocalTime begin;

        /** How long after the close of regular trading they end. */
        private final Duration afterClose;

        Hours(LocalTime begin, Duration afterClose) {
            this.begin = begin;
            this.afterClose = afterClose;
        }
    }

    /** A part of the day; each begins where the one before ends. */
    public enum Phase {
        CLOSED,
        PRE,
        REGULAR,
        POST
    }

    /**
     * A part of the day, and since when it lasts. For CLOSED, {@code since} is the moment itself.
     */
    public record Session(Phase phase, Instant since) {}

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final LocalTime OPEN = LocalTime.of(9, 30);
    private static final LocalTime CLOSE = LocalTime.of(16, 0);
    private static final LocalTime EARLY_CLOSE = LocalTime.of(13, 0);

    /** Hurricane Sandy; days of mourning for Presidents Bush and Carter. */
    private static final Set<LocalDate> SPECIAL_CLOSURES =
            Set.of(
                    LocalDate.of(2012, 10, 29),
                    LocalDate.of(2012, 10, 30),
                    LocalDate.of(2018, 12, 5),
                    LocalDate.of(2025, 1, 9));

    private final Hours hours;

    /**
     * @param hours the hours in which there is trading on a trading day
     */
    public MarketCalendar(Hours hours) {
        this.hours = hours;
    }

    /** The part of the day at a moment. */
    public Session at(Instant time) {
        ZonedDateTime local = time.atZone(NEW_YORK);
        LocalDate day = local.toLocalDate();
        LocalTime clock = local.toLocalTime();
        if (hours == Hours.OVERNIGHT) {
            return overnight(time, day, clock);
        }
        if (!isTradingDay(day)) {
            return new Session(Phase.CLOSED, time);
        }
        LocalTime close = closeOf(day);
        if (clock.isBefore(hours.begin) || !clock.isBefore(close.plus(hours.afterClose))) {
            return new Session(Phase.CLOSED, time);
        }
        if (clock.isBefore(OPEN)) {
            return new Session(Phase.PRE, day.atTime(hours.begin).atZone(NEW_YORK).toInstant());
        }
        if (clock.isBefore(close)) {
            return new Session(Phase.REGULAR, day.atTime(OPEN).atZone(NEW_YORK).toInstant());
        }
        return new Session(Phase.POST, day.atTime(close).atZone(NEW_YORK).toInstant());
    }

    /**
     * A night belongs to the day on which it ends, and is as quiet as the time before the opening.
     */
    private Session overnight(Instant time, LocalDate day, LocalTime clock) {
        boolean evening = !clock.isBefore(hours.begin);
        boolean night = evening || clock.isBefore(Hours.TAPE.begin);
        LocalDate morning = evening ? day.plusDays(1) : day;
        if (!night || !isTradingDay(morning)) {
            return new Session(Phase.CLOSED, time);
        }
        Instant began = morning.minusDays(1).atTime(hours.begin).atZone(NEW_YORK).toInstant();
        return new Session(Phase.PRE, began);
    }

    /** Whether there is regular trading on a day. */
    public boolean isTradingDay(LocalDate day) {
        DayOfWeek weekday = day.getDayOfWeek();
        return weekday != DayOfWeek.SATURDAY
                && weekday != DayOfWeek.SUNDAY
                && !isHoliday(day)
                && !SPECIAL_CLOSURES.contains(day);
    }

    /** When regular trading ends on a trading day. */
    public LocalTime closeOf(LocalDate day) {
        return isHalfDay(day) ? EARLY_CLOSE : CLOSE;
    }

    /** The days before Independence Day and Christmas, and the one after Thanksgiving. */
    private boolean isHalfDay(LocalDate day) {
        if (!isTradingDay(day)) {
            return false;
        }
        return switch (day.getMonth()) {
            case JULY -> day.getDayOfMonth() == 3;
            case NOVEMBER ->
                    day.equals(
                            nth(day.getYear(), Month.NOVEMBER, 4, DayOfWeek.THURSDAY).plusDays(1));
            case DECEMBER -> day.getDayOfMonth() == 24;
            default -> false;
        };
    }

    private static boolean isHoliday(LocalDate day) {
        int year = day.getYear();
        return switch (day.getMonth()) {
            // A Saturday holiday is not moved here: the year's last trading day stays one.
            case JANUARY ->
                    day.equals(observed(LocalDate.of(year, 1, 1)))
                            || day.equals(nth(year, Month.JANUARY, 3, DayOfWeek.MONDAY));
            case FEBRUARY -> day.equals(nth(year, Month.FEBRUARY, 3, DayOfWeek.MONDAY));
            case MARCH, APRIL -> day.equals(easter(year).minusDays(2));
            case MAY ->
                    day.equals(
                            LocalDate.of(year, 5, 1)
                                    .with(TemporalAdjusters.lastInMonth(DayOfWeek.MONDAY)));
            case JUNE -> year >= 2022 && day.equals(observed(LocalDate.of(year, 6, 19)));
            case JULY -> day.equals(observed(LocalDate.of(year, 7, 4)));
            case SEPTEMBER -> day.equals(nth(year, Month.SEPTEMBER, 1, DayOfWeek.MONDAY));
            case NOVEMBER -> day.equals(nth(year, Month.NOVEMBER, 4, DayOfWeek.THURSDAY));
            case DECEMBER -> day.equals(observed(LocalDate.of(year, 12, 25)));
            default -> false;
        };
    }

    private static LocalDate nth(int year, Month month, int nth, DayOfWeek weekday) {
        return LocalDate.of(year, month, 1).with(TemporalAdjusters.dayOfWeekInMonth(nth, weekday));
    }

    /** A holiday on a Saturday moves to Friday, one on a Sunday to Monday. */
    private static LocalDate observed(LocalDate day) {
        return switch (day.getDayOfWeek()) {
            case SATURDAY -> day.minusDays(1);
            case SUNDAY -> day.plusDays(1);
            default -> day;
        };
    }

    /** Easter Sunday by the Gregorian computus (Meeus, Jones and Butcher). */
    private static LocalDate easter(int year) {
        int a = year % 19;
        int b = year / 100;
        int c = year % 100;
        int d = b / 4;
        int e = b % 4;
        int f = (b + 8) / 25;
        int g = (b - f + 1) / 3;
        int h = (19 * a + b - d - g + 15) % 30;
        int i = c / 4;
        int k = c % 4;
        int l = (32 + 2 * e + 2 * i - h - k) % 7;
        int m = (a + 11 * h + 22 * l) / 451;
        int month = (h + l - 7 * m + 114) / 31;
        int day = (h + l - 7 * m + 114) % 31 + 1;
        return LocalDate.of(year, month, day);
    }
}
