package io.tickhouse.contenders;

import io.tickhouse.contenders.SlidingWindows.Print;
import org.apache.flink.api.common.functions.AggregateFunction;

/**
 * What is kept of the trades of a window, as an array of doubles: a user who cares for speed would
 * take no object with more overhead. A window has one trade at least.
 */
final class PriceSums implements AggregateFunction<Print, double[], double[]> {

    private static final long serialVersionUID = 1L;

    private static final int TRADES = 0;
    private static final int PRICES = 1;
    private static final int SQUARES = 2;
    private static final int VOLUME = 3;
    private static final int NOTIONAL = 4;
    private static final int OPEN = 5;
    private static final int HIGH = 6;
    private static final int LOW = 7;
    private static final int CLOSE = 8;
    private static final int LENGTH = 9;

    @Override
    public double[] createAccumulator() {
        return new double[LENGTH];
    }

    @Override
    public double[] add(Print print, double[] sums) {
        double price = print.price();
        if (sums[TRADES] == 0) {
            sums[OPEN] = price;
            sums[HIGH] = price;
            sums[LOW] = price;
        } else {
            sums[HIGH] = Math.max(sums[HIGH], price);
            sums[LOW] = Math.min(sums[LOW], price);
        }
        sums[CLOSE] = price;
        sums[TRADES]++;
        sums[PRICES] += price;
        sums[SQUARES] += price * price;
        sums[VOLUME] += print.size();
        sums[NOTIONAL] += price * print.size();
        return sums;
    }

    @Override
    public double[] getResult(double[] sums) {
        return sums;
    }

    @Override
    public double[] merge(double[] one, double[] other) {
        throw new UnsupportedOperationException("Tumbling and sliding windows are not merged.");
    }

    /** Writes the prices of a bar. */
    static void writePrices(double[] sums, StringBuilder json) {
        json.append(",\"open\":").append(sums[OPEN]);
        json.append(",\"high\":").append(sums[HIGH]);
        json.append(",\"low\":").append(sums[LOW]);
        json.append(",\"close\":").append(sums[CLOSE]);
    }

    /** Writes the mean of the prices, and their sample deviation if there are two. */
    static void writeMean(double[] sums, StringBuilder json) {
        double trades = sums[TRADES];
        json.append(",\"sma_trade\":").append(sums[PRICES] / trades);
        if (trades > 1) {
            double squares = sums[SQUARES] - sums[PRICES] * sums[PRICES] / trades;
            json.append(",\"stddev_price\":")
                    .append(Math.sqrt(Math.max(0, squares) / (trades - 1)));
        }
    }

    /** Writes the volume, the number of trades, and their average price unless the volume is 0. */
    static void writeVolume(double[] sums, StringBuilder json) {
        json.append(",\"volume\":").append(sums[VOLUME]);
        json.append(",\"trades\":").append((long) sums[TRADES]);
        if (sums[VOLUME] > 0) {
            json.append(",\"vwap\":").append(sums[NOTIONAL] / sums[VOLUME]);
        }
    }
}
