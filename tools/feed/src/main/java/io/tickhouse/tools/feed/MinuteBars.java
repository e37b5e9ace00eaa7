package io.tickhouse.tools.feed;

import io.tickhouse.alpaca.emulator.VendorBar;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * The bars that a feed sends with its trades, by Alpaca's rules: one of each minute, and another
 * half a minute later if a late trade has changed it. With each minute comes the bar of the day so
 * far, for the symbols that have traded since the last one.
 *
 * <p>The caller asks for what is due before it adds a trade.
 */
final class MinuteBars {

    private static final long NANOS_PER_MINUTE = 60_000_000_000L;
    private static final long UPDATE_DELAY = 30_000_000_000L;

    /** In billionths. */
    static final long CENT = 10_000_000;

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private final VendorBar[] minuteBars;
    private final VendorBar[] lastMinuteBars;
    private final boolean[] outdated;

    /** Null if there are only bars of minutes. */
    private final Days days;

    private long minute = -1;
    private long due;

    /** Whether trades of the minute before can still change its bars. */
    private boolean updates;

    private Bar bar;

    /** The bars of the day so far. */
    private static final class Days {

        private final VendorBar[] bars;
        private final boolean[] traded;
        private long start;
        private long end;

        private Days(int symbols) {
            bars = new VendorBar[symbols];
            traded = new boolean[symbols];
        }

        private void begin(long timeNs) {
            LocalDate day =
                    Instant.ofEpochSecond(timeNs / 1_000_000_000).atZone(NEW_YORK).toLocalDate();
            start = EventTime.nanos(day.atStartOfDay(NEW_YORK).toInstant());
            end = EventTime.nanos(day.plusDays(1).atStartOfDay(NEW_YORK).toInstant());
            Arrays.fill(bars, null);
            Arrays.fill(traded, false);
        }
    }

    /**
     * No bars yet.
     *
     * @param withDays whether there are also bars of days
     */
    MinuteBars(int symbols, boolean withDays) {
        minuteBars = new VendorBar[symbols];
        lastMinuteBars = new VendorBar[symbols];
        outdated = new boolean[symbols];
        days = withDays ? new Days(symbols) : null;
    }

    /** Whether there are bars to send at this time. */
    boolean areDue(long nowNs) {
        return minute >= 0 && nowNs >= due;
    }

    /**
     * Adds a trade.
     *
     * @param timeNs its time
     * @param nowNs when it is sent
     * @param minuteEffect what it does to the bar of a minute
     * @param dayEffect what it does to the bar of a day
     */
    void add(
            int symbol,
            long timeNs,
            long nowNs,
            String exchange,
            long id,
            long cents,
            long size,
            int minuteEffect,
            int dayEffect) {
        if (minute < 0) {
            begin(nowNs / NANOS_PER_MINUTE);
        }
        long price = cents * CENT;
        long of = timeNs / NANOS_PER_MINUTE;
        if (of == minute) {
            bar(minuteBars, symbol).add(timeNs, exchange, id, price, size, minuteEffect);
        } else if (of == minute - 1 && updates) {
            bar(lastMinuteBars, symbol).add(timeNs, exchange, id, price, size, minuteEffect);
            outdated[symbol] = true;
        }
        if (days != null && timeNs >= days.start) {
            bar(days.bars, symbol).add(timeNs, exchange, id, price, size, dayEffect);
            days.traded[symbol] = true;
        }
    }

    private static VendorBar bar(VendorBar[] bars, int symbol) {
        if (bars[symbol] == null) {
            bars[symbol] = new VendorBar();
        }
        return bars[symbol];
    }

    /**
     * Takes what is due at this time.
     *
     * @param each is told the symbol of each bar, and may ask for the bar
     */
    void take(long nowNs, IntConsumer each) {
        if (updates && nowNs >= minute * NANOS_PER_MINUTE + UPDATE_DELAY) {
            takeUpdates(each);
        }
        long now = nowNs / NANOS_PER_MINUTE;
        if (now > minute) {
            takeMinute(each);
            updates = nowNs < now * NANOS_PER_MINUTE + UPDATE_DELAY;
            // The minute before the new one may have had no trade yet.
            if (updates && now == minute + 1) {
                System.arraycopy(minuteBars, 0, lastMinuteBars, 0, minuteBars.length);
            }
            Arrays.fill(minuteBars, null);
            begin(now);
        }
        due = minute * NANOS_PER_MINUTE + (updates ? UPDATE_DELAY : NANOS_PER_MINUTE);
    }

    /** Takes all that there is, also of the minute that is not over. */
    void takeRest(IntConsumer each) {
        takeUpdates(each);
        takeMinute(each);
    }

    private void begin(long newMinute) {
        minute = newMinute;
        due = (newMinute + 1) * NANOS_PER_MINUTE;
        if (days != null && newMinute * NANOS_PER_MINUTE >= days.end) {
            days.begin(newMinute * NANOS_PER_MINUTE);
        }
    }

    private void takeUpdates(IntConsumer each) {
        for (int symbol = 0; symbol < outdated.length; symbol++) {
            if (outdated[symbol]) {
                take('u', (minute - 1) * NANOS_PER_MINUTE, lastMinuteBars[symbol], symbol, each);
            }
        }
        Arrays.fill(outdated, false);
        Arrays.fill(lastMinuteBars, null);
        updates = false;
    }

    private void takeMinute(IntConsumer each) {
        for (int symbol = 0; symbol < minuteBars.length; symbol++) {
            if (minuteBars[symbol] != null) {
                take('b', minute * NANOS_PER_MINUTE, minuteBars[symbol], symbol, each);
            }
            if (days != null && days.traded[symbol]) {
                take('d', days.start, days.bars[symbol], symbol, each);
                days.traded[symbol] = false;
            }
        }
    }

    private void take(char type, long startNs, VendorBar sum, int symbol, IntConsumer each) {
        if (sum.hasPrices()) {
            bar =
                    new Bar(
                            type,
                            startNs,
                            sum.open(),
                            sum.high(),
                            sum.low(),
                            sum.close(),
                            sum.volume(),
                            sum.trades(),
                            sum.average());
            each.accept(symbol);
        }
    }

    /** The bar that is being taken. */
    Bar bar() {
        return bar;
    }

    /**
     * A bar. Prices are in billionths.
     *
     * @param type b of a minute, u of a minute once more, d of a day
     * @param average price, weighted by volume
     */
    record Bar(
            char type,
            long startNs,
            long open,
            long high,
            long low,
            long close,
            long volume,
            long trades,
            long average) {}
}
