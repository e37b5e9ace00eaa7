package io.tickhouse.model.analytics;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * The figures of a symbol over a horizon, as of its end. Null where there is none.
 *
 * <p>Averages have 6 digits, deviations 9, both rounded half to even. Sums of prices are exact
 * before that. Returns and what is made of them are doubles: {@code r = ln(c[k] / c[k-1])} by
 * {@link StrictMath#log} of the quotient of the closes as doubles in 1e-9, summed in the order of
 * time, so that every machine has the same bits. The close c[k] is the price at the end of minute
 * k, carried through minutes without one. A return needs two closes above zero. None spans the
 * border of a session: after it, closes begin with the first price.
 *
 * @param smaTrade mean of the prices of prints that may be high and low
 * @param smaBar mean of the closes of the minutes, a close carried into minutes without a price;
 *     those before any known price don't count
 * @param smaTime mean of the price over time, from the first instant with a known price
 * @param stddevPrice sample standard deviation of the prices of {@code smaTrade}
 * @param rv realised volatility: {@code sqrt(sum(r*r))}
 * @param sdLogret sample standard deviation of r; null for less than two
 * @param sdLogretAnn the same times {@code sqrt(252 * 390)}: of a year of regular trading
 * @param volume sum of the sizes of prints with volume
 * @param trades count of these
 * @param vwap their sum of price times size, by {@code volume}
 */
public record Figures(
        BigDecimal smaTrade,
        BigDecimal smaBar,
        BigDecimal smaTime,
        BigDecimal stddevPrice,
        BigDecimal rv,
        BigDecimal sdLogret,
        BigDecimal sdLogretAnn,
        BigDecimal volume,
        long trades,
        BigDecimal vwap) {

    private static final double MINUTES_OF_A_YEAR = 252 * 390;

    /**
     * The figures from one instant to another, which are the borders of minutes.
     *
     * @param minutes all with prints from the start to the end, in their order
     * @param carriedPrice the last price before the start in 1e-9, or {@link Minute#NO_PRICE}
     * @param carriedNs when that was; any instant of its minute will do
     * @param borders where sessions begin, rising: the last that is not after the start, and those
     *     from there to the end
     */
    public static Figures of(
            List<Minute> minutes,
            long startNs,
            long endNs,
            long carriedPrice,
            long carriedNs,
            long[] borders) {
        ExactSum price = new ExactSum();
        ExactSum priceSquared = new ExactSum();
        ExactSum volume = new ExactSum();
        ExactSum notional = new ExactSum();
        long priced = 0;
        long trades = 0;
        for (Minute minute : minutes) {
            Tally tally = minute.tally();
            price.add(tally.sumPrice());
            priceSquared.add(tally.sumPriceSquared());
            volume.add(tally.volume());
            notional.add(tally.notionalAll());
            priced += tally.pricedCount();
            trades += tally.trades();
        }
        Closes closes = new Closes(startNs, endNs, carriedPrice, carriedNs, borders);
        closes.walk(minutes);
        return new Figures(
                mean(price, priced),
                mean(closes.sum, closes.count),
                meanOverTime(minutes, startNs, endNs, carriedPrice),
                Tally.stddev(priced, price, priceSquared),
                closes.realisedVolatility(),
                closes.deviation(1),
                closes.deviation(Math.sqrt(MINUTES_OF_A_YEAR)),
                new BigDecimal(volume.value(), Scaled.DECIMALS),
                trades,
                Tally.vwap(notional, volume));
    }

    private static BigDecimal mean(ExactSum sum, long count) {
        return count == 0
                ? null
                : new BigDecimal(sum.value(), Scaled.DECIMALS)
                        .divide(
                                BigDecimal.valueOf(count),
                                ColumnType.AVERAGE.scale(),
                                RoundingMode.HALF_EVEN);
    }

    private static BigDecimal meanOverTime(
            List<Minute> minutes, long startNs, long endNs, long carriedPrice) {
        ExactSum integral = new ExactSum();
        long price = carriedPrice;
        long fromNs = startNs;
        long sinceNs = startNs;
        for (Minute minute : minutes) {
            if (!minute.hasPrice()) {
                continue;
            }
            if (price == Minute.NO_PRICE) {
                fromNs = minute.firstPriceNs();
            } else {
                integral.addProduct(price, minute.firstPriceNs() - sinceNs);
            }
            integral.add(minute.timeWeighted());
            price = minute.lastPrice();
            sinceNs = minute.startNs() + Minute.NANOS;
        }
        if (price == Minute.NO_PRICE) {
            return null;
        }
        integral.addProduct(price, endNs - sinceNs);
        return mean(integral, endNs - fromNs);
    }

    /** Walks over the closes of all minutes, with those that have no print. */
    private static final class Closes {

        private final long startNs;
        private final long[] borders;
        private final ExactSum sum = new ExactSum();
        private final double[] returns;
        private int count;
        private int returned;

        /** The last close, and that of this session. */
        private long close;

        private long sessionClose;

        private int nextBorder;

        Closes(long startNs, long endNs, long carriedPrice, long carriedNs, long[] borders) {
            this.startNs = startNs;
            this.borders = borders;
            returns = new double[Math.toIntExact((endNs - startNs) / Minute.NANOS)];
            close = carriedPrice;
            sessionClose = carriedPrice;
            while (nextBorder < borders.length && borders[nextBorder] <= carriedNs) {
                nextBorder++;
            }
        }

        void walk(List<Minute> minutes) {
            int next = 0;
            for (int k = 0; k < returns.length; k++) {
                long minuteNs = startNs + k * Minute.NANOS;
                long price = Minute.NO_PRICE;
                if (next < minutes.size() && minutes.get(next).startNs() == minuteNs) {
                    price = minutes.get(next).lastPrice();
                    next++;
                }
                step(minuteNs, price);
            }
        }

        private void step(long minuteNs, long price) {
            while (nextBorder < borders.length && borders[nextBorder] <= minuteNs) {
                sessionClose = Minute.NO_PRICE;
                nextBorder++;
            }
            if (price != Minute.NO_PRICE) {
                close = price;
            }
            if (close != Minute.NO_PRICE) {
                sum.add(close);
                count++;
            }
            long before = sessionClose;
            if (price != Minute.NO_PRICE) {
                sessionClose = price;
            }
            if (before > 0 && sessionClose > 0) {
                returns[returned++] = StrictMath.log((double) sessionClose / (double) before);
            }
        }

        BigDecimal realisedVolatility() {
            if (returned == 0) {
                return null;
            }
            double squares = 0;
            for (int i = 0; i < returned; i++) {
                squares += returns[i] * returns[i];
            }
            return decimal(Math.sqrt(squares));
        }

        /** The sample standard deviation of the returns, times a factor. */
        BigDecimal deviation(double factor) {
            if (returned < 2) {
                return null;
            }
            double total = 0;
            for (int i = 0; i < returned; i++) {
                total += returns[i];
            }
            double mean = total / returned;
            double squares = 0;
            for (int i = 0; i < returned; i++) {
                squares += (returns[i] - mean) * (returns[i] - mean);
            }
            return decimal(Math.sqrt(squares / (returned - 1)) * factor);
        }

        private static BigDecimal decimal(double value) {
            return new BigDecimal(value)
                    .setScale(ColumnType.DEVIATION.scale(), RoundingMode.HALF_EVEN);
        }
    }
}
