package io.tickhouse.tools.feed;

import io.tickhouse.alpaca.emulator.Sale;
import io.tickhouse.model.MarketCalendar;
import io.tickhouse.model.MarketCalendar.Phase;
import io.tickhouse.model.MarketCalendar.Session;
import java.time.Instant;
import java.util.SplittableRandom;

/**
 * Makes trades as the consolidated tapes have them. An auction opens and closes the regular hours
 * of each symbol; the exchange then repeats its print as the official price. Some trades are sent
 * late, with the time at which they were made.
 */
final class Tape {

    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;

    /** A symbol that has not traded for so long after the bell had no auction. */
    private static final long AUCTION_TIME = 5 * MINUTE;

    private final MarketCalendar calendar = new MarketCalendar(MarketCalendar.Hours.TAPE);
    private final double late;

    /** The bell of the last auction of a symbol. */
    private final long[] auctionBell;

    /** What is due after a print; null if nothing. */
    private final Sale[] official;

    private final long[] printPrice;
    private final long[] printSize;

    private long first = -1;
    private long minute = -1;
    private Phase phase;
    private long since;
    private long timeNs;

    /**
     * @param late share of trades that are sent late, 0 to 1
     */
    Tape(int symbols, double late) {
        this.late = late;
        auctionBell = new long[symbols];
        official = new Sale[symbols];
        printPrice = new long[symbols];
        printSize = new long[symbols];
    }

    /** What the next trade of a symbol is, if it is sent now. */
    Sale next(int symbol, String tape, long nowNs, SplittableRandom random) {
        first = first < 0 ? nowNs : first;
        timeNs = nowNs;
        move(nowNs);
        if (official[symbol] != null) {
            Sale sale = official[symbol];
            official[symbol] = null;
            return sale;
        }
        boolean opening = phase == Phase.REGULAR;
        if ((opening || phase == Phase.POST)
                && auctionBell[symbol] != since
                && nowNs - since < AUCTION_TIME) {
            auctionBell[symbol] = since;
            official[symbol] = opening ? Sale.OFFICIAL_OPEN : Sale.OFFICIAL_CLOSE;
            return opening ? Sale.OPENING : Sale.CLOSING;
        }
        long bits = random.nextLong();
        if ((bits >>> 11) * 0x1.0p-53 >= late) {
            return Sale.inTime(tape, (int) bits & 1023);
        }
        // Never before the feed began, nor of another part of the day.
        long made = nowNs - lateness((int) (bits >>> 2) & 15, random.nextDouble());
        timeNs = Math.max(made, Math.max(first, since));
        return Sale.late((int) bits & 3);
    }

    /** Mostly some seconds, as the rules allow; sometimes minutes. */
    private static long lateness(int draw, double share) {
        if (draw < 12) {
            return (long) ((1 + 9 * share) * SECOND);
        }
        return (long) ((draw < 15 ? 10 + 170 * share : 180 + 420 * share) * SECOND);
    }

    /** When that trade was made. */
    long timeNs() {
        return timeNs;
    }

    /** Whether that is outside of regular hours. */
    boolean extended() {
        return phase != Phase.REGULAR;
    }

    /** Notes the print of an auction, which the official price repeats. */
    void print(int symbol, long cents, long size) {
        printPrice[symbol] = cents;
        printSize[symbol] = size;
    }

    /** In cents. */
    long printPrice(int symbol) {
        return printPrice[symbol];
    }

    long printSize(int symbol) {
        return printSize[symbol];
    }

    private void move(long nowNs) {
        if (nowNs / MINUTE != minute) {
            minute = nowNs / MINUTE;
            Session session = calendar.at(Instant.ofEpochSecond(minute * 60));
            phase = session.phase();
            since = EventTime.nanos(session.since());
        }
    }
}
