package io.tickhouse.alpaca.emulator;

import io.tickhouse.alpaca.emulator.MarketEvent.Bar;
import io.tickhouse.alpaca.emulator.MarketEvent.Trade;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bars built from a day's trades. The rule is the basic part of Alpaca's. A trade with a condition
 * of the volume-only list counts only in volume. An interval in which no trade set a price has no
 * bar. Amendments are not applied.
 */
final class Bars {

    /** Minute bars are published half a second after the minute. */
    static final int DELAY_SLICES = Slices.PER_SECOND / 2;

    private static final String VOLUME_ONLY = "BCGHINPRUVWZ47";
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private record Progress(long nextMinute, Sum sum) {}

    private final Venue venue;
    private final Trades trades;

    /** Running day bars by symbol and date; only the event loop reads them. */
    private final Map<String, Progress> running = new HashMap<>();

    Bars(Venue venue, Trades trades) {
        this.venue = venue;
        this.trades = trades;
    }

    /** The bar of a minute, from trades published by {@code position}, or null if it has none. */
    Bar minute(String type, int symbol, long minute, long position) {
        return range(type, symbol, minute * 60, minute * 60 + 60, minute * 60, position);
    }

    /**
     * The bar of an interval, or null if it has none.
     *
     * @param from first second
     * @param to second after the last
     * @param stamp second that identifies the bar
     */
    Bar range(String type, int symbol, long from, long to, long stamp, long position) {
        Sum sum = new Sum();
        long first = Math.max(from, Math.floorDiv(venue.hours().from(), Slices.PER_SECOND));
        for (long s = first; s < to && s * Slices.PER_SECOND <= position; s++) {
            sum.add(trades.ofSecond(symbol, s, position));
        }
        return sum.bar(type, venue, symbol, stamp);
    }

    /** The day bar up to and including a minute, or null. */
    Bar runningDay(int symbol, long minute, long position) {
        long start = dayStart(minute * 60);
        String key = symbol + "@" + start;
        Progress progress = running.get(key);
        if (progress == null || progress.nextMinute() > minute + 1) {
            long open = Math.floorDiv(venue.hours().from(), Slices.PER_MINUTE);
            progress = new Progress(Math.max(start / 60, open), new Sum());
        }
        for (long m = progress.nextMinute(); m <= minute; m++) {
            for (long s = m * 60; s < m * 60 + 60; s++) {
                progress.sum().add(trades.ofSecond(symbol, s, position));
            }
        }
        running.put(key, new Progress(minute + 1, progress.sum()));
        return progress.sum().bar("d", venue, symbol, start);
    }

    /** Whether a trade of a minute was published after its bar, and by the end of the slice. */
    boolean isOutdated(int symbol, long minute, long slice) {
        long barAt = (minute + 1) * Slices.PER_MINUTE + DELAY_SLICES;
        long start = minute * 60 * NANOS_PER_SECOND;
        long second = (minute + 1) * 60;
        for (long s = second; s <= second + Trades.MAX_LATE_SECONDS; s++) {
            Trade late = trades.late(symbol, s);
            if (late != null
                    && s * Slices.PER_SECOND > barAt
                    && s * Slices.PER_SECOND <= slice
                    && late.nanos() >= start
                    && late.nanos() < start + 60 * NANOS_PER_SECOND) {
                return true;
            }
        }
        return false;
    }

    /** Midnight, in New York for stocks. */
    long dayStart(long second) {
        if (venue.feed() == Feed.CRYPTO) {
            return Math.floorDiv(second, 86_400L) * 86_400L;
        }
        LocalDate date =
                Slices.instant(second * NANOS_PER_SECOND)
                        .atZone(TradingHours.NEW_YORK)
                        .toLocalDate();
        return date.atStartOfDay(TradingHours.NEW_YORK).toEpochSecond();
    }

    long nextDay(long dayStart) {
        return dayStart(dayStart + 36 * 3600L);
    }

    private static final class Sum {

        private long open;
        private long high = Long.MIN_VALUE;
        private long low = Long.MAX_VALUE;
        private long close;
        private long volume;
        private long count;
        private double value;

        void add(List<Trade> trades) {
            for (Trade trade : trades) {
                volume += trade.size();
                count++;
                value += (double) trade.price() * trade.size();
                if (volumeOnly(trade)) {
                    continue;
                }
                if (open == 0) {
                    open = trade.price();
                }
                high = Math.max(high, trade.price());
                low = Math.min(low, trade.price());
                close = trade.price();
            }
        }

        private static boolean volumeOnly(Trade trade) {
            for (String condition : trade.conditions()) {
                if (VOLUME_ONLY.contains(condition)) {
                    return true;
                }
            }
            return false;
        }

        Bar bar(String type, Venue venue, int symbol, long stamp) {
            if (open == 0) {
                return null;
            }
            long vwap = Math.round(value / volume / 1000) * 1000;
            return new Bar(
                    type,
                    venue.symbols().get(symbol),
                    open,
                    high,
                    low,
                    close,
                    volume,
                    count,
                    vwap,
                    venue.feed() == Feed.CRYPTO,
                    stamp * NANOS_PER_SECOND);
        }
    }
}
