package io.tickhouse.model.analytics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Objects;

/**
 * What the prints of an interval come to under one set of rules. Neither the order of the prints
 * nor how they were spread over tallies that were merged makes a difference, not even in bytes.
 *
 * <p>Let E be the prints. The open is the price of the first that has {@link Effect#LAST} or {@link
 * Effect#FIRST}; the close is that of the last that has LAST, or if there is none, that of the
 * first that has FIRST. High and low are over {@link Effect#HIGH_LOW}. Volume, count and the first
 * and last time are over {@link Effect#VOLUME}. Prices p and sizes s are in 1e-9, so the sums of
 * {@code p*s} and {@code p*p} are in 1e-18.
 */
public final class Tally {

    /** Time of a tally without volume. */
    public static final long NO_TIME = Long.MIN_VALUE;

    // Starting values of the two hashes: the first 64 bits of the fraction of pi, and the next.
    private static final long SEED_HIGH = 0x243f6a8885a308d3L;
    private static final long SEED_LOW = 0x13198a2e03707344L;

    private Print earliestLast;
    private Print latestLast;

    /** The earliest FIRST, if it is before the earliest LAST; else it never has a say. */
    private Print earliestFirst;

    private long high = Long.MIN_VALUE;
    private long low = Long.MAX_VALUE;

    private long trades;
    private long firstNs = NO_TIME;
    private long lastNs = NO_TIME;
    private final ExactSum volume = new ExactSum();
    private final ExactSum notionalAll = new ExactSum();
    private final ExactSum volumePx = new ExactSum();
    private final ExactSum notionalPx = new ExactSum();

    private long pricedCount;
    private final ExactSum sumPrice = new ExactSum();
    private final ExactSum sumPriceSquared = new ExactSum();

    private long counted;
    private long unknownCount;
    private long hashHigh;
    private long hashLow;

    /**
     * Adds a print.
     *
     * @param effect bits of {@link Effect}
     */
    public void add(Print print, int effect) {
        if (!Effect.counts(effect)) {
            return;
        }
        counted++;
        if ((effect & Effect.UNKNOWN) != 0) {
            unknownCount++;
        }
        if ((effect & Effect.LAST) != 0) {
            addLast(print, print);
        } else if ((effect & Effect.FIRST) != 0) {
            addFirst(print);
        }
        if ((effect & Effect.HIGH_LOW) != 0) {
            high = Math.max(high, print.price());
            low = Math.min(low, print.price());
            pricedCount++;
            sumPrice.add(print.price());
            sumPriceSquared.addProduct(print.price(), print.price());
        }
        if ((effect & Effect.VOLUME) != 0) {
            trades++;
            addTimes(print.timeNs(), print.timeNs());
            volume.add(print.size());
            notionalAll.addProduct(print.price(), print.size());
            if ((effect & Effect.HIGH_LOW) != 0) {
                volumePx.add(print.size());
                notionalPx.addProduct(print.price(), print.size());
            }
        }
        addHash(print, effect);
    }

    /** Adds all prints of another tally. */
    public void merge(Tally other) {
        counted += other.counted;
        unknownCount += other.unknownCount;
        if (other.earliestLast != null) {
            addLast(other.earliestLast, other.latestLast);
        }
        if (other.earliestFirst != null) {
            addFirst(other.earliestFirst);
        }
        high = Math.max(high, other.high);
        low = Math.min(low, other.low);
        pricedCount += other.pricedCount;
        sumPrice.add(other.sumPrice);
        sumPriceSquared.add(other.sumPriceSquared);
        if (other.trades > 0) {
            trades += other.trades;
            addTimes(other.firstNs, other.lastNs);
        }
        volume.add(other.volume);
        notionalAll.add(other.notionalAll);
        volumePx.add(other.volumePx);
        notionalPx.add(other.notionalPx);
        long sum = hashLow + other.hashLow;
        hashHigh += other.hashHigh + carry(sum, hashLow);
        hashLow = sum;
    }

    private void addLast(Print earliest, Print latest) {
        earliestLast = earlier(earliestLast, earliest);
        latestLast = later(latestLast, latest);
        dropLateFirst();
    }

    private void addFirst(Print print) {
        earliestFirst = earlier(earliestFirst, print);
        dropLateFirst();
    }

    private void dropLateFirst() {
        if (earliestFirst != null
                && earliestLast != null
                && earliestFirst.compareTo(earliestLast) >= 0) {
            earliestFirst = null;
        }
    }

    private static Print earlier(Print known, Print print) {
        return known == null || print.compareTo(known) < 0 ? print : known;
    }

    private static Print later(Print known, Print print) {
        return known == null || print.compareTo(known) > 0 ? print : known;
    }

    private void addTimes(long first, long last) {
        firstNs = firstNs == NO_TIME ? first : Math.min(firstNs, first);
        lastNs = Math.max(lastNs, last);
    }

    /**
     * Adds the hash of a print to the sum of 128 bits. Each half of it begins with a seed, takes in
     * the words time, length of the exchange (-1 if unknown), its characters, id, price, size and
     * effect by {@code h = mix(h ^ word)}, and is mixed by a finalizer of its own.
     */
    private void addHash(Print print, int effect) {
        long one = SEED_HIGH;
        long other = SEED_LOW;
        one = mix(one ^ print.timeNs());
        other = mixOther(other ^ print.timeNs());
        String exchange = print.exchange();
        int length = exchange == null ? -1 : exchange.length();
        one = mix(one ^ length);
        other = mixOther(other ^ length);
        for (int i = 0; i < length; i++) {
            one = mix(one ^ exchange.charAt(i));
            other = mixOther(other ^ exchange.charAt(i));
        }
        one = mix(one ^ print.id());
        other = mixOther(other ^ print.id());
        one = mix(one ^ print.price());
        other = mixOther(other ^ print.price());
        one = mix(one ^ print.size());
        other = mixOther(other ^ print.size());
        one = mix(one ^ effect);
        other = mixOther(other ^ effect);
        long sum = hashLow + other;
        hashHigh += one + carry(sum, hashLow);
        hashLow = sum;
    }

    private static long carry(long sum, long summand) {
        return Long.compareUnsigned(sum, summand) < 0 ? 1 : 0;
    }

    /** The finalizer of MurmurHash3 for 64 bits. */
    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    /** The finalizer of SplitMix64. */
    private static long mixOther(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** Whether no print counts, so that there is no bar. */
    public boolean isEmpty() {
        return counted == 0;
    }

    /** Whether there are open, high, low and close. */
    public boolean hasPrices() {
        return (earliestLast != null || earliestFirst != null) && high >= low;
    }

    /** In 1e-9. Like the other three, an {@link IllegalStateException} where there is none. */
    public long open() {
        requirePrices();
        return (earliestFirst == null ? earliestLast : earliestFirst).price();
    }

    public long high() {
        requirePrices();
        return high;
    }

    public long low() {
        requirePrices();
        return low;
    }

    public long close() {
        requirePrices();
        return (latestLast == null ? earliestFirst : latestLast).price();
    }

    private void requirePrices() {
        if (!hasPrices()) {
            throw new IllegalStateException("No print sets the prices of this interval");
        }
    }

    /** Sum of s over the prints with volume, in 1e-9. Not to be changed, as all sums here. */
    public ExactSum volume() {
        return volume;
    }

    /** Sum of p*s over the prints with volume, in 1e-18. */
    public ExactSum notionalAll() {
        return notionalAll;
    }

    /** Sum of s over the prints with volume that may be high and low, in 1e-9. */
    public ExactSum volumePx() {
        return volumePx;
    }

    /** Sum of p*s over the prints with volume that may be high and low, in 1e-18. */
    public ExactSum notionalPx() {
        return notionalPx;
    }

    /** Prints that may be high and low. */
    public long pricedCount() {
        return pricedCount;
    }

    /** Sum of p over the prints that may be high and low, in 1e-9. */
    public ExactSum sumPrice() {
        return sumPrice;
    }

    /** Sum of p*p over the prints that may be high and low, in 1e-18. */
    public ExactSum sumPriceSquared() {
        return sumPriceSquared;
    }

    /** Prints with volume. */
    public long trades() {
        return trades;
    }

    /** Time of the first print with volume, or {@link #NO_TIME}. */
    public long firstNs() {
        return firstNs;
    }

    /** Time of the last print with volume, or {@link #NO_TIME}. */
    public long lastNs() {
        return lastNs;
    }

    /** Prints that count and have an unknown condition. */
    public long unknownCount() {
        return unknownCount;
    }

    /**
     * The upper half of a sum of hashes, by which two tallies of the same prints with the same
     * effects are known.
     */
    public long hashHigh() {
        return hashHigh;
    }

    /** The lower half. */
    public long hashLow() {
        return hashLow;
    }

    /** Sum of p*s by sum of s over the prints with volume, 6 digits; null without volume. */
    public BigDecimal vwapAll() {
        return vwap(notionalAll, volume);
    }

    /** The same over those that may be high and low too, so that it is never outside of these. */
    public BigDecimal vwapPx() {
        return vwap(notionalPx, volumePx);
    }

    /** Sample standard deviation of the prices that may be high and low; null for less than two. */
    public BigDecimal stddevPrice() {
        return stddev(pricedCount, sumPrice, sumPriceSquared);
    }

    /** Sum of p*s over the prints with volume, as money of 9 digits. */
    public BigDecimal notional() {
        return new BigDecimal(notionalAll.value(), 2 * Scaled.DECIMALS)
                .setScale(ColumnType.AMOUNT.scale(), RoundingMode.HALF_EVEN);
    }

    static BigDecimal vwap(ExactSum notional, ExactSum volume) {
        return volume.isZero()
                ? null
                : new BigDecimal(notional.value(), 2 * Scaled.DECIMALS)
                        .divide(
                                new BigDecimal(volume.value(), Scaled.DECIMALS),
                                ColumnType.AVERAGE.scale(),
                                RoundingMode.HALF_EVEN);
    }

    /**
     * The square root of {@code (n*squares - sum*sum) / (n*(n-1))}, which is rounded once, half to
     * even.
     */
    static BigDecimal stddev(long n, ExactSum sum, ExactSum squares) {
        if (n < 2) {
            return null;
        }
        BigInteger count = BigInteger.valueOf(n);
        BigInteger dividend = count.multiply(squares.value()).subtract(sum.value().pow(2));
        BigInteger divisor = count.multiply(count.subtract(BigInteger.ONE));
        BigInteger root = dividend.divide(divisor).sqrt();
        // Above the square of root + 1/2, which is root*root + root + 1/4, the next is closer.
        BigInteger middle = root.pow(2).add(root).shiftLeft(2).add(BigInteger.ONE);
        int order = dividend.shiftLeft(2).compareTo(middle.multiply(divisor));
        boolean up = order > 0 || (order == 0 && root.testBit(0));
        return new BigDecimal(up ? root.add(BigInteger.ONE) : root, Scaled.DECIMALS);
    }

    /**
     * Writes what {@link #readFrom} reads. The format has no version; what it is part of has one.
     */
    public void writeTo(DataOutput out) throws IOException {
        Print.write(earliestLast, out);
        Print.write(latestLast, out);
        Print.write(earliestFirst, out);
        VarLong.write(high, out);
        VarLong.write(low, out);
        VarLong.write(trades, out);
        out.writeLong(firstNs);
        out.writeLong(lastNs);
        for (ExactSum sum : sums()) {
            sum.writeTo(out);
        }
        VarLong.write(pricedCount, out);
        VarLong.write(counted, out);
        VarLong.write(unknownCount, out);
        out.writeLong(hashHigh);
        out.writeLong(hashLow);
    }

    /** Reads what {@link #writeTo} wrote. */
    public static Tally readFrom(DataInput in) throws IOException {
        Tally tally = new Tally();
        tally.earliestLast = Print.read(in);
        tally.latestLast = Print.read(in);
        tally.earliestFirst = Print.read(in);
        tally.high = VarLong.read(in);
        tally.low = VarLong.read(in);
        tally.trades = VarLong.read(in);
        tally.firstNs = in.readLong();
        tally.lastNs = in.readLong();
        for (ExactSum sum : tally.sums()) {
            sum.add(ExactSum.readFrom(in));
        }
        tally.pricedCount = VarLong.read(in);
        tally.counted = VarLong.read(in);
        tally.unknownCount = VarLong.read(in);
        tally.hashHigh = in.readLong();
        tally.hashLow = in.readLong();
        return tally;
    }

    private List<ExactSum> sums() {
        return List.of(volume, notionalAll, volumePx, notionalPx, sumPrice, sumPriceSquared);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tally tally
                && Objects.equals(tally.earliestLast, earliestLast)
                && Objects.equals(tally.latestLast, latestLast)
                && Objects.equals(tally.earliestFirst, earliestFirst)
                && tally.high == high
                && tally.low == low
                && tally.trades == trades
                && tally.firstNs == firstNs
                && tally.lastNs == lastNs
                && tally.sums().equals(sums())
                && tally.pricedCount == pricedCount
                && tally.counted == counted
                && tally.unknownCount == unknownCount
                && tally.hashHigh == hashHigh
                && tally.hashLow == hashLow;
    }

    /** The hash of the prints says it all. */
    @Override
    public int hashCode() {
        return Long.hashCode(hashHigh ^ hashLow);
    }
}
