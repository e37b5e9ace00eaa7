package io.tickhouse.tools.bench;

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
}
