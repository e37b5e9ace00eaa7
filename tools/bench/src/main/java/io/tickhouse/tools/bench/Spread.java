package io.tickhouse.tools.bench;

import static io.tickhouse.tools.bench.Markdown.format;

import java.util.Collection;
import java.util.Optional;

/** Median, minimum and maximum of some figures. */
record Spread(double median, double min, double max, int count) {

    /** Empty if there are no figures. */
    static Optional<Spread> of(Collection<Double> figures) {
        if (figures.isEmpty()) {
            return Optional.empty();
        }
        double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median =
                sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return Optional.of(new Spread(median, sorted[0], sorted[sorted.length - 1], sorted.length));
    }

    /**
     * The median, with minimum and maximum if there is more than one figure.
     *
     * @param format of each, such as %.2f
     */
    String text(String format) {
        String middle = format(format, median);
        return count == 1
                ? middle
                : middle + " (" + format(format, min) + " to " + format(format, max) + ")";
    }
}
