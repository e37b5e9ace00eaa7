package io.tickhouse.tools.feed;

import java.time.Instant;

/**
 * The time of day in nanoseconds, without jumps. It is set once from the machine's clock and then
 * advanced by the machine's timer. The difference of two readings of the same object is a duration,
 * even if the machine's clock is corrected in between. Safe for use by several threads.
 */
public final class WallClock {

    private final long epochMinusTimer;

    /** A clock set to the machine's time. */
    public WallClock() {
        this.epochMinusTimer = EventTime.nanos(Instant.now()) - System.nanoTime();
    }

    /** Nanoseconds since the epoch. */
    public long nanos() {
        return epochMinusTimer + System.nanoTime();
    }

    /** The value of {@link System#nanoTime} at this time. */
    long timer(long epochNanos) {
        return epochNanos - epochMinusTimer;
    }
}
