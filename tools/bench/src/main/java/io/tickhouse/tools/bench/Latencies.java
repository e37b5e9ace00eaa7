package io.tickhouse.tools.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;

/**
 * Times from when a trade was due to when it was seen, for trades that were due after the warm-up.
 * Kept in microseconds, to three digits. One thread writes.
 */
final class Latencies {

    private static final double[] CURVE = {
        0, 10, 25, 50, 75, 90, 95, 97.5, 99, 99.5, 99.9, 99.95, 99.99, 100
    };

    private final Histogram micros = new Histogram(1, TimeUnit.HOURS.toMicros(1), 3);
    private final LongSupplier from;

    /**
     * @param from event time at which the warm-up ends, nanoseconds since the epoch; while the end
     *     is unknown, a time later than all events
     */
    Latencies(LongSupplier from) {
        this.from = from;
    }

    /** Records that this many trades, due at one time, were seen at another. */
    void seen(long eventTime, long at, long trades) {
        if (eventTime >= from.getAsLong()) {
            long waited = Math.max(0, TimeUnit.NANOSECONDS.toMicros(at - eventTime));
            micros.recordValueWithCount(
                    Math.min(waited, micros.getHighestTrackableValue()), trades);
        }
    }

    /** The figures so far, of all trades that were sent after the warm-up. */
    Figures figures(SentLog sent) {
        return figures(sent.tradesFrom(from.getAsLong()));
    }

    /**
     * The figures so far.
     *
     * @param due trades that should have been seen
     */
    Figures figures(long due) {
        return new Figures(
                micros.getTotalCount(),
                Math.max(0, due - micros.getTotalCount()),
                at(50),
                at(99),
                at(99.9),
                micros.getMaxValue() / 1000.0,
                DoubleStream.of(CURVE).mapToObj(p -> new Point(p, at(p))).toList());
    }

    private double at(double percentile) {
        return micros.getValueAtPercentile(percentile) / 1000.0;
    }

    /**
     * Figures of a distribution; all times in milliseconds.
     *
     * @param trades that were seen
     * @param missing trades that were due but not seen; they are in no percentile
     * @param curve the distribution at some points, for a chart
     */
    record Figures(
            long trades,
            long missing,
            double p50,
            double p99,
            double p999,
            double max,
            List<Point> curve) {}

    /** The time in milliseconds that this percentage of the trades did not exceed. */
    record Point(double percentile, double millis) {}
}
