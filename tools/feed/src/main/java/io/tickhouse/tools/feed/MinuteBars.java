package io.tickhouse.tools.feed;

import java.util.Arrays;

/** The trades of one minute, summed up for each symbol. Prices are in cents. */
final class MinuteBars {

    private static final long NANOS_PER_MINUTE = 60_000_000_000L;

    private final long[] open;
    private final long[] high;
    private final long[] low;
    private final long[] close;
    private final long[] volume;
    private final long[] turnover;
    private final long[] trades;
    private long minute = -1;

    MinuteBars(int symbols) {
        open = new long[symbols];
        high = new long[symbols];
        low = new long[symbols];
        close = new long[symbols];
        volume = new long[symbols];
        turnover = new long[symbols];
        trades = new long[symbols];
    }

    /** Whether there are trades, and this time is in a later minute. */
    boolean areOver(long timeNs) {
        return minute >= 0 && timeNs / NANOS_PER_MINUTE > minute;
    }

    /** When the minute of the trades began, in nanoseconds since the epoch. */
    long startNs() {
        return minute * NANOS_PER_MINUTE;
    }

    /** Whether the symbol has traded in this minute. */
    boolean has(int symbol) {
        return trades[symbol] > 0;
    }

    void add(int symbol, long timeNs, long cents, long size) {
        minute = timeNs / NANOS_PER_MINUTE;
        if (trades[symbol] == 0) {
            open[symbol] = cents;
            high[symbol] = cents;
            low[symbol] = cents;
        }
        high[symbol] = Math.max(high[symbol], cents);
        low[symbol] = Math.min(low[symbol], cents);
        close[symbol] = cents;
        volume[symbol] += size;
        turnover[symbol] += cents * size;
        trades[symbol]++;
    }

    /** The bar of a symbol that has traded. */
    Bar bar(int symbol) {
        return new Bar(
                open[symbol],
                high[symbol],
                low[symbol],
                close[symbol],
                volume[symbol],
                trades[symbol],
                Math.round((double) turnover[symbol] / volume[symbol]));
    }

    /** Begins the next minute. */
    void clear() {
        minute = -1;
        Arrays.fill(trades, 0);
        Arrays.fill(volume, 0);
        Arrays.fill(turnover, 0);
    }

    /**
     * A bar.
     *
     * @param average price, weighted by volume
     */
    record Bar(
            long open, long high, long low, long close, long volume, long trades, long average) {}
}
