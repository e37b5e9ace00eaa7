package io.tickhouse.tools.feed;

import java.time.Instant;

/**
 * The time of day in nanoseconds, read so that it never jumps: set by the machine's clock once, and
 * moved on by its timer after that. Two readings of the same object tell a duration, whatever
 * corrects the machine's clock meanwhile. Safe for use by several threads.
 */
public final class WallClock {

    private final long epochMinusTimer;

    /** A clock set to the time of the machine. */
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
