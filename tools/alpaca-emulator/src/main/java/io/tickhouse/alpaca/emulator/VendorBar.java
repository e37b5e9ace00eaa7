package io.tickhouse.alpaca.emulator;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * A bar of the feed while its trades come in. Prices are in billionths. The order of adding does
 * not matter: the first trade is the one with the lowest time, exchange and id.
 *
 * <p>Not thread-safe.
 */
public final class VendorBar {

    private final Edge first = new Edge();
    private final Edge last = new Edge();
    private long high = Long.MIN_VALUE;
    private long low = Long.MAX_VALUE;
    private long volume;
    private long trades;
    private long pricedVolume;
    private long valueHigh;
    private long valueLow;

    /** A trade that is the first or the last one. */
    private static final class Edge {

        private boolean known;
        private long time;
        private String exchange;
        private long id;
        private long price;

        private int compareTo(long otherTime, String otherExchange, long otherId) {
            if (time != otherTime) {
                return Long.compare(time, otherTime);
            }
            int byExchange = exchange.compareTo(otherExchange);
            return byExchange != 0 ? byExchange : Long.compareUnsigned(id, otherId);
        }

        private void set(long newTime, String newExchange, long newId, long newPrice) {
            known = true;
            time = newTime;
            exchange = newExchange;
            id = newId;
            price = newPrice;
        }
    }

    /**
     * Adds a trade.
     *
     * @param exchange empty if it has none
     * @param effect of a {@link BarRule}
     */
    public void add(long time, String exchange, long id, long price, long size, int effect) {
        if ((effect & BarRule.VOLUME) != 0) {
            volume += size;
            trades++;
        }
        if ((effect & BarRule.HIGH_LOW) != 0) {
            high = Math.max(high, price);
            low = Math.min(low, price);
            pricedVolume += size;
            long product = price * size;
            valueLow += product;
            boolean carry = Long.compareUnsigned(valueLow, product) < 0;
            valueHigh += Math.multiplyHigh(price, size) + (carry ? 1 : 0);
        }
        if ((effect & BarRule.FIRST) != 0
                && (!first.known || first.compareTo(time, exchange, id) > 0)) {
            first.set(time, exchange, id, price);
        }
        if ((effect & BarRule.LAST) != 0
                && (!last.known || last.compareTo(time, exchange, id) < 0)) {
            last.set(time, exchange, id, price);
        }
    }

    /** Whether it is a bar: one without a price is not sent. */
    public boolean hasPrices() {
        return first.known;
    }

    public long open() {
        return first.price;
    }

    public long high() {
        return high;
    }

    public long low() {
        return low;
    }

    public long close() {
        return last.known ? last.price : first.price;
    }

    public long volume() {
        return volume;
    }

    /** Number of the trades in the volume. */
    public long trades() {
        return trades;
    }

    /**
     * Average price, weighted by volume, of the trades that count for high and low, so that it is
     * between the two; rounded to six decimals, half to even.
     */
    public long average() {
        BigInteger value =
                BigInteger.valueOf(valueHigh)
                        .shiftLeft(Long.SIZE)
                        .add(new BigInteger(Long.toUnsignedString(valueLow)));
        return new BigDecimal(value)
                        .divide(
                                BigDecimal.valueOf(pricedVolume).movePointRight(3),
                                0,
                                RoundingMode.HALF_EVEN)
                        .longValueExact()
                * 1000;
    }
}
