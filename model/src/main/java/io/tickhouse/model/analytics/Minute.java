package io.tickhouse.model.analytics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * What windows need of a minute with trades. The price at an instant is that of the last print
 * before or at it that has {@link Effect#LAST}.
 */
public final class Minute {

    /** Nanoseconds of a minute. */
    public static final long NANOS = 60_000_000_000L;

    /** A price where there is none. */
    public static final long NO_PRICE = Long.MIN_VALUE;

    private final long startNs;
    private final Tally tally;
    private final long firstPriceNs;
    private final ExactSum timeWeighted;
    private final long lastPrice;

    private Minute(
            long startNs, Tally tally, long firstPriceNs, ExactSum timeWeighted, long lastPrice) {
        this.startNs = startNs;
        this.tally = tally;
        this.firstPriceNs = firstPriceNs;
        this.timeWeighted = timeWeighted;
        this.lastPrice = lastPrice;
    }

    /**
     * The minute of these prints, by their {@link Print#minuteEffect}.
     *
     * @param prints those of the minute, in their order
     */
    public static Minute of(long startNs, List<Print> prints) {
        Tally tally = new Tally();
        long firstPriceNs = Tally.NO_TIME;
        ExactSum timeWeighted = new ExactSum();
        long price = NO_PRICE;
        long sinceNs = 0;
        for (Print print : prints) {
            tally.add(print, print.minuteEffect());
            if ((print.minuteEffect() & Effect.LAST) != 0) {
                if (price == NO_PRICE) {
                    firstPriceNs = print.timeNs();
                } else {
                    timeWeighted.addProduct(price, print.timeNs() - sinceNs);
                }
                price = print.price();
                sinceNs = print.timeNs();
            }
        }
        if (price != NO_PRICE) {
            timeWeighted.addProduct(price, startNs + NANOS - sinceNs);
        }
        return new Minute(startNs, tally, firstPriceNs, timeWeighted, price);
    }

    public long startNs() {
        return startNs;
    }

    /** Of all prints; not to be changed. */
    public Tally tally() {
        return tally;
    }

    /** Whether there is a price; if not, the three values below are not set. */
    public boolean hasPrice() {
        return lastPrice != NO_PRICE;
    }

    /** When the first price came, or {@link Tally#NO_TIME}. */
    public long firstPriceNs() {
        return firstPriceNs;
    }

    /**
     * The integral of the price over time from the first price to the end of the minute, in 1e-9
     * times nanoseconds. Not to be changed.
     */
    public ExactSum timeWeighted() {
        return timeWeighted;
    }

    /** The price at the end of the minute, in 1e-9, or {@link #NO_PRICE}. */
    public long lastPrice() {
        return lastPrice;
    }

    /** Writes what {@link #readFrom} reads. The format has no version; what it is part of has. */
    public void writeTo(DataOutput out) throws IOException {
        out.writeLong(startNs);
        tally.writeTo(out);
        out.writeLong(firstPriceNs);
        timeWeighted.writeTo(out);
        VarLong.write(lastPrice, out);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static Minute readFrom(DataInput in) throws IOException {
        return new Minute(
                in.readLong(),
                Tally.readFrom(in),
                in.readLong(),
                ExactSum.readFrom(in),
                VarLong.read(in));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Minute minute
                && minute.startNs == startNs
                && minute.tally.equals(tally)
                && minute.firstPriceNs == firstPriceNs
                && minute.timeWeighted.equals(timeWeighted)
                && minute.lastPrice == lastPrice;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(startNs) + tally.hashCode();
    }
}
