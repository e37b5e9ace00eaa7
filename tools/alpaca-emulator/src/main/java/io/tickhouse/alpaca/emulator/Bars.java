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

    private static final String VOLUME_ONLY = "BCGHINPRUVWZ47";
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private record Progress(long nextMinute, Sum sum) {}

    private final Day day;

    /** Running day bars by symbol and date; only the event loop reads them. */
    private final Map<String, Progress> running = new HashMap<>();

    Bars(Day day) {
        this.day = day;
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
        long first = Math.max(from, Math.floorDiv(day.hours().from(), Slices.PER_SECOND));
        for (long s = first; s < to && s * Slices.PER_SECOND <= position; s++) {
            sum.add(day.tradesOfSecond(symbol, s, position));
        }
        return sum.bar(type, day, symbol, stamp);
    }

    /** The day bar up to and including a minute, or null. */
    Bar runningDay(int symbol, long minute, long position) {
        long start = dayStart(minute * 60);
        String key = symbol + "@" + start;
        Progress progress = running.get(key);
        if (progress == null || progress.nextMinute() > minute + 1) {
            long open = Math.floorDiv(day.hours().from(), Slices.PER_MINUTE);
            progress = new Progress(Math.max(start / 60, open), new Sum());
        }
        for (long m = progress.nextMinute(); m <= minute; m++) {
            for (long s = m * 60; s < m * 60 + 60; s++) {
                progress.sum().add(day.tradesOfSecond(symbol, s, position));
            }
        }
        running.put(key, new Progress(minute + 1, progress.sum()));
        return progress.sum().bar("d", day, symbol, start);
    }

    /** Midnight, in New York for stocks. */
    long dayStart(long second) {
        if (day.feed() == Feed.CRYPTO) {
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

        Bar bar(String type, Day day, int symbol, long stamp) {
            if (open == 0) {
                return null;
            }
            long vwap = Math.round(value / volume / 1000) * 1000;
            return new Bar(
                    type,
                    day.symbols().get(symbol),
                    open,
                    high,
                    low,
                    close,
                    volume,
                    count,
                    vwap,
                    day.feed() == Feed.CRYPTO,
                    stamp * NANOS_PER_SECOND);
        }
    }
}
