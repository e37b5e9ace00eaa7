package io.tickhouse.tools.feed;

import java.time.Instant;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/** The event times of a feed, in nanoseconds since the epoch. */
final class EventTime {

    private EventTime() {}

    /** Increasing times that advance with each message, so that the same run has the same times. */
    static LongSupplier stepping(Instant start, long nanosPerMessage, SplittableRandom random) {
        long[] next = {nanos(start)};
        long gap = Math.max(1, nanosPerMessage);
        return () -> {
            long slot = next[0];
            next[0] += gap;
            return slot + random.nextLong(gap);
        };
    }

    /** The time of the clock, or a nanosecond more than before if the clock has not moved. */
    static LongSupplier now() {
        long[] last = {0};
        return () -> {
            last[0] = Math.max(last[0] + 1, nanos(Instant.now()));
            return last[0];
        };
    }

    static long nanos(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    }
}
