package io.tickhouse.model;

/**
 * A bar. Its {@code T} is {@code b} (minute), {@code d} (day, sent again as it grows), {@code u}
 * (minute, corrected) or {@code T}. Its time is the start of its interval.
 */
public final class Bar extends Message {

    /** Message type as received. */
    public byte[] type;

    public double open;

    public double high;

    public double low;

    public double close;

    /** Volume; a decimal, because crypto feeds send fractions. */
    public double volume;

    /** Number of trades. */
    public long count;

    /** Volume-weighted average price. */
    public double vwap;

    @Override
    public Kind kind() {
        return Kind.BAR;
    }

    void reset() {
        type = null;
        open = Double.NaN;
        high = Double.NaN;
        low = Double.NaN;
        close = Double.NaN;
        volume = Double.NaN;
        count = ABSENT;
        vwap = Double.NaN;
    }
}
