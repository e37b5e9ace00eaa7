package io.tickhouse.model.analytics;

import io.tickhouse.model.MarketCalendar;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Sessions and trading dates of the US stock market. Hours: see {@link MarketCalendar}. The night
 * from 20:00 to 04:00 belongs to the trading day that follows it, as Blue Ocean ATS has it.
 */
final class Sessions {

    /**
     * A part of a trading day.
     *
     * @param name pre, regular, post, overnight, or closed where there is no session
     * @param tradingDate the day to which it belongs; if closed, the next one
     */
    record Session(String name, LocalDate tradingDate) {}

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final MarketCalendar CALENDAR = new MarketCalendar(MarketCalendar.Hours.TAPE);
    private static final LocalTime NIGHT = LocalTime.of(20, 0);
    private static final LocalTime MORNING = LocalTime.of(4, 0);
    private static final LocalTime OPEN = LocalTime.of(9, 30);
    private static final long NANOS_IN_MILLI = 1_000_000;
    private static final int HOURS_AFTER_CLOSE = 4;

    private Sessions() {}

    /** A session and a time that was asked for. */
    private record Known(long ms, Session session) {}

    /** All symbols ask for the same times, one after the other. */
    private static final AtomicReferenceArray<Known> KNOWN = new AtomicReferenceArray<>(64);

    static Session at(long epochMs) {
        int place = (int) Math.floorMod(epochMs / BarSettings.MINUTE_MS, (long) KNOWN.length());
        Known known = KNOWN.get(place);
        if (known == null || known.ms != epochMs) {
            known = new Known(epochMs, find(epochMs));
            KNOWN.set(place, known);
        }
        return known.session;
    }

    private static Session find(long epochMs) {
        ZonedDateTime local = Instant.ofEpochMilli(epochMs).atZone(NEW_YORK);
        LocalTime clock = local.toLocalTime();
        LocalDate day = local.toLocalDate();
        boolean evening = !clock.isBefore(NIGHT);
        if (evening) {
            day = day.plusDays(1);
        }
        LocalDate tradingDate = day;
        while (!CALENDAR.isTradingDay(tradingDate)) {
            tradingDate = tradingDate.plusDays(1);
        }
        return new Session(name(day.equals(tradingDate), evening, clock, day), tradingDate);
    }

    private static String name(boolean open, boolean evening, LocalTime clock, LocalDate day) {
        if (!open) {
            return "closed";
        }
        if (evening || clock.isBefore(MORNING)) {
            return "overnight";
        }
        if (clock.isBefore(OPEN)) {
            return "pre";
        }
        LocalTime close = CALENDAR.closeOf(day);
        if (clock.isBefore(close)) {
            return "regular";
        }
        return clock.isBefore(close.plusHours(HOURS_AFTER_CLOSE)) ? "post" : "closed";
    }

    /** Borders in epoch nanoseconds, for the times that were asked for. */
    @SuppressWarnings("ArrayRecordComponent") // compared by its times only
    private record Borders(long fromMs, long toMs, long[] ns) {}

    /** All symbols ask for the same windows, one after the other: some horizons at a time. */
    private static final AtomicReferenceArray<Borders> LAST = new AtomicReferenceArray<>(8);

    /**
     * Where sessions begin: the last border that is not after a time, and those from there up to
     * another, in epoch nanoseconds. Not to be written to.
     */
    static long[] bordersNs(long fromMs, long toMs) {
        int place = (int) ((toMs - fromMs) / BarSettings.MINUTE_MS % LAST.length());
        Borders last = LAST.get(place);
        if (last == null || last.fromMs != fromMs || last.toMs != toMs) {
            last = new Borders(fromMs, toMs, findBorders(fromMs, toMs));
            LAST.set(place, last);
        }
        return last.ns;
    }

    private static long[] findBorders(long fromMs, long toMs) {
        List<Long> borders = new ArrayList<>();
        for (LocalDate day = dayOf(fromMs).minusDays(1);
                !day.isAfter(dayOf(toMs));
                day = day.plusDays(1)) {
            if (CALENDAR.isTradingDay(day)) {
                LocalTime close = CALENDAR.closeOf(day);
                add(borders, day.atTime(MORNING));
                add(borders, day.atTime(OPEN));
                add(borders, day.atTime(close));
                if (close.plusHours(HOURS_AFTER_CLOSE).isBefore(NIGHT)) {
                    add(borders, day.atTime(close.plusHours(HOURS_AFTER_CLOSE)));
                }
            }
            add(borders, day.atTime(NIGHT));
        }
        int first = 0;
        while (first + 1 < borders.size() && borders.get(first + 1) <= fromMs * NANOS_IN_MILLI) {
            first++;
        }
        return borders.stream().skip(first).mapToLong(Long::longValue).toArray();
    }

    private static void add(List<Long> borders, LocalDateTime local) {
        borders.add(local.atZone(NEW_YORK).toInstant().toEpochMilli() * NANOS_IN_MILLI);
    }

    /** The day of New York in which a moment is. */
    static LocalDate dayOf(long epochMs) {
        return Instant.ofEpochMilli(epochMs).atZone(NEW_YORK).toLocalDate();
    }

    /** When a day of New York begins, in epoch milliseconds. */
    static long startOf(LocalDate day) {
        return day.atStartOfDay(NEW_YORK).toInstant().toEpochMilli();
    }
}
