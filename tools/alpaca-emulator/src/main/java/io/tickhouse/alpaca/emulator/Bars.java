package io.tickhouse.alpaca.emulator;

import io.tickhouse.alpaca.emulator.MarketEvent.Bar;
import io.tickhouse.alpaca.emulator.MarketEvent.Trade;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;

/**
 * Bars built from a day's trades by Alpaca's rules. An interval in which no trade set a price has
 * no bar. Corrections and cancels are not applied.
 */
final class Bars {

    /** Minute bars are published half a second after the minute. */
    static final int DELAY_SLICES = Slices.PER_SECOND / 2;

    /** An updated minute bar is published this long after the minute. */
    static final int UPDATE_DELAY_SECONDS = 30;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private record Progress(long nextMinute, VendorBar sum) {}

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
        return range(
                BarRule.MINUTE, type, symbol, minute * 60, minute * 60 + 60, minute * 60, position);
    }

    /**
     * The bar of an interval, or null if it has none.
     *
     * @param rule of a day, or of everything shorter
     * @param from first second
     * @param to second after the last
     * @param stamp second that identifies the bar
     */
    Bar range(
            BarRule rule, String type, int symbol, long from, long to, long stamp, long position) {
        VendorBar sum = new VendorBar();
        long first = Math.max(from, Math.floorDiv(venue.hours().from(), Slices.PER_SECOND));
        for (long s = first; s < to && s * Slices.PER_SECOND <= position; s++) {
            trades.ofSecond(symbol, s, position).forEach(trade -> add(trade, rule, sum));
        }
        return bar(type, symbol, stamp, sum);
    }

    /**
     * The day bar up to and including a minute, with all its trades that are published when the
     * minute is over; null if there is none.
     */
    Bar runningDay(int symbol, long minute) {
        long start = dayStart(minute * 60);
        String key = symbol + "@" + start;
        Progress progress = running.get(key);
        if (progress == null || progress.nextMinute() > minute + 1) {
            long open = Math.floorDiv(venue.hours().from(), Slices.PER_MINUTE);
            progress = new Progress(Math.max(start / 60, open), new VendorBar());
        }
        VendorBar sum = progress.sum();
        for (long m = progress.nextMinute(); m <= minute; m++) {
            for (long slice = m * Slices.PER_MINUTE; slice < (m + 1) * Slices.PER_MINUTE; slice++) {
                trades.ofSlice(symbol, slice).forEach(trade -> add(trade, BarRule.DAY, sum));
            }
            for (long s = m * 60 + 1; s <= m * 60 + 60; s++) {
                Trade late = trades.late(symbol, s);
                if (late != null && late.nanos() >= start * NANOS_PER_SECOND) {
                    add(late, BarRule.DAY, sum);
                }
            }
        }
        running.put(key, new Progress(minute + 1, sum));
        return bar("d", symbol, start, sum);
    }

    /** Whether a trade of a minute was published after its bar, and in time for the updated one. */
    boolean isOutdated(int symbol, long minute) {
        long start = minute * 60 * NANOS_PER_SECOND;
        long end = (minute + 1) * 60;
        for (long s = end + 1; s <= end + UPDATE_DELAY_SECONDS; s++) {
            Trade late = trades.late(symbol, s);
            if (late != null
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

    private static void add(Trade trade, BarRule rule, VendorBar sum) {
        sum.add(
                trade.nanos(),
                trade.crypto() ? "" : trade.exchange(),
                trade.id(),
                trade.price(),
                trade.size(),
                rule.effect(trade.tape(), trade.conditions()));
    }

    private Bar bar(String type, int symbol, long stamp, VendorBar sum) {
        return !sum.hasPrices()
                ? null
                : new Bar(
                        type,
                        venue.symbols().get(symbol),
                        sum.open(),
                        sum.high(),
                        sum.low(),
                        sum.close(),
                        sum.volume(),
                        sum.trades(),
                        sum.average(),
                        venue.feed() == Feed.CRYPTO,
                        stamp * NANOS_PER_SECOND);
    }
}
