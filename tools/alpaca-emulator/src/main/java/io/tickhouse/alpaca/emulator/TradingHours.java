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
        if (slice < from || slice >= to) {
            return false;
        }
        if (!sessions) {
            return true;
        }
        Session session = session(Math.floorDiv(slice, Slices.PER_DAY));
        return slice >= session.open() && slice < session.close();
    }

    private Session session(long utcDay) {
        Session session = cached;
        if (session.utcDay() != utcDay) {
            LocalDate date = LocalDate.ofEpochDay(utcDay);
            boolean weekend = date.getDayOfWeek().getValue() > 5;
            session =
                    weekend
                            ? new Session(utcDay, 0, 0)
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
