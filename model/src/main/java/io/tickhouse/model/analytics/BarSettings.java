package io.tickhouse.model.analytics;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * What bars and windows are made.
 *
 * @param sizes of bars, in ascending order: whole minutes that divide an hour, an hour, a day
 * @param horizons how far back the figures of a window look, each a whole number of minutes
 * @param lateness how long after its end a bar becomes final; a trade that comes later is late
 * @param amendable how long after the end of its minute a trade is kept, by the times of later
 *     trades of its symbol, so that it can be taken back; a trade that comes later is in no bar
 */
public record BarSettings(
        List<Duration> sizes, List<Duration> horizons, Duration lateness, Duration amendable)
        implements Serializable {

    static final long MINUTE_MS = 60_000;
    static final Duration DAY = Duration.ofDays(1);

    /** Those of the job, unless options say otherwise. */
    public static final BarSettings DEFAULT =
            new BarSettings(
                    List.of(
                            Duration.ofMinutes(1),
                            Duration.ofMinutes(5),
                            Duration.ofMinutes(15),
                            Duration.ofHours(1),
                            DAY),
                    List.of(Duration.ofMinutes(15), Duration.ofHours(1)),
                    Duration.ofMinutes(5),
                    Duration.ofHours(1));

    /**
     * @throws IllegalArgumentException if they contradict each other; the message says what is
     *     wrong
     */
    public BarSettings {
        sizes = sizes.stream().distinct().sorted().toList();
        horizons = horizons.stream().distinct().sorted().toList();
        for (Duration size : sizes) {
            if (!wholeMinutes(size)
                    || (!size.equals(DAY)
                            && Duration.ofHours(1).toMillis() % size.toMillis() != 0)) {
                throw new IllegalArgumentException(
                        "A bar of "
                                + AnalyticsTable.label(size)
                                + " is not possible: sizes are whole minutes that divide an hour,"
                                + " or 1d.");
            }
        }
        for (Duration horizon : horizons) {
            if (!wholeMinutes(horizon) || horizon.compareTo(DAY) > 0) {
                throw new IllegalArgumentException(
                        "A horizon of "
                                + AnalyticsTable.label(horizon)
                                + " is not possible: horizons are whole minutes, 1d at most.");
            }
        }
        if (sizes.isEmpty() || horizons.isEmpty()) {
            throw new IllegalArgumentException("One size of bars and one horizon are the least.");
        }
        if (!wholeMinutes(lateness) || !wholeMinutes(amendable)) {
            throw new IllegalArgumentException("Lateness and amendable are whole minutes.");
        }
        if (amendable.compareTo(lateness) <= 0) {
            throw new IllegalArgumentException(
                    "Trades are to be kept longer than bars wait for late ones: raise amendable"
                            + " above lateness.");
        }
    }

    private static boolean wholeMinutes(Duration length) {
        return length.toMillis() > 0 && length.toNanos() % 60_000_000_000L == 0;
    }

    /** The table of windows with these horizons. */
    public AnalyticsTable windows() {
        return AnalyticsTable.windows(horizons);
    }

    long longestHorizonMs() {
        return horizons.get(horizons.size() - 1).toMillis();
    }

    /** How long after its start a minute is needed. */
    long minuteKeptMs() {
        return MINUTE_MS
                + Math.max(Duration.ofHours(1).toMillis(), longestHorizonMs())
                + amendable.toMillis();
    }
}
