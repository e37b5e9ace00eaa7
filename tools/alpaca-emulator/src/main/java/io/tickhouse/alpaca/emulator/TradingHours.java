package io.tickhouse.alpaca.emulator;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;

/** The times of trading: within the bounds of the day and, on request, only in sessions. */
final class TradingHours {

    static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private record Session(long utcDay, long open, long close) {}

    private final boolean sessions;
    private volatile long from;
    private volatile long to;
    private volatile Session cached = new Session(Long.MIN_VALUE, 0, 0);

    /**
     * @param from first slice
     * @param to slice after the last
     * @param sessions whether only weekdays from 09:30 to 16:00 New York count; holidays are not
     *     known
     */
    TradingHours(long from, long to, boolean sessions) {
        this.from = from;
        this.to = to;
        this.sessions = sessions;
    }

    void between(long newFrom, long newTo) {
        this.to = newTo;
        this.from = newFrom;
    }

    long from() {
        return from;
    }

    long to() {
        return to;
    }

    boolean open(long slice) {
        return isOfTheDay(slice) && (!sessions || regular(slice));
    }

    /** Whether it is within the bounds of the day, at whatever hour. */
    boolean isOfTheDay(long slice) {
        return slice >= from && slice < to;
    }

    /** Whether it is a weekday from 09:30 to 16:00 New York. */
    boolean regular(long slice) {
        return sinceOpening(slice) >= 0 && sinceClose(slice) < 0;
    }

    /** Slices since the opening on that day; far below 0 on a weekend. */
    long sinceOpening(long slice) {
        return slice - session(Math.floorDiv(slice, Slices.PER_DAY)).open();
    }

    /** Slices since the close on that day; far below 0 on a weekend. */
    long sinceClose(long slice) {
        return slice - session(Math.floorDiv(slice, Slices.PER_DAY)).close();
    }

    private Session session(long utcDay) {
        Session session = cached;
        if (session.utcDay() != utcDay) {
            LocalDate date = LocalDate.ofEpochDay(utcDay);
            boolean weekend = date.getDayOfWeek().getValue() > 5;
            session =
                    weekend
                            ? new Session(utcDay, Long.MAX_VALUE, Long.MAX_VALUE)
                            : new Session(
                                    utcDay,
                                    slice(date, LocalTime.of(9, 30)),
                                    slice(date, LocalTime.of(16, 0)));
            cached = session;
        }
        return session;
    }

    private static long slice(LocalDate date, LocalTime time) {
        return Slices.of(date.atTime(time).atZone(NEW_YORK).toInstant());
    }
}
