package io.tickhouse.tools.care;

import java.util.function.Supplier;

/**
 * How long a change takes, guessed from the look at what there is to do: the change looks again,
 * commits and deletes. The rates are rough guesses for the local stack on an idle machine. A store
 * that is far away takes longer.
 *
 * @param found what there is to do
 * @param lookSeconds how long the look took
 */
record Forecast<T>(T found, double lookSeconds) {

    private static final double SECONDS_A_COMMIT = 0.5;

    /** Files are deleted a thousand at a time. */
    private static final double SECONDS_A_DELETION = 0.002;

    /** To read it, and to write its entries again. */
    private static final double SECONDS_A_MANIFEST = 0.02;

    private static final double NANOS = 1e9;

    static <T> Forecast<T> of(Supplier<T> look) {
        long started = System.nanoTime();
        T found = look.get();
        return new Forecast<>(found, (System.nanoTime() - started) / NANOS);
    }

    /** Seconds of a change that looks twice. */
    long seconds(long commits, long deletions) {
        return seconds(
                2 * lookSeconds + commits * SECONDS_A_COMMIT + deletions * SECONDS_A_DELETION);
    }

    /** Seconds of writing manifests together, of which the look reads only the list. */
    long secondsOfManifests(long manifests) {
        return seconds(lookSeconds + SECONDS_A_COMMIT + manifests * SECONDS_A_MANIFEST);
    }

    private static long seconds(double seconds) {
        return Math.max(1, (long) Math.ceil(seconds));
    }
}
