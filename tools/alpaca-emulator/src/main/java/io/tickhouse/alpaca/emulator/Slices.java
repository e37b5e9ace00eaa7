package io.tickhouse.alpaca.emulator;

import java.time.Instant;

/**
 * The time grid: everything is published at the end of a slice of 50 ms, both on the stream and in
 * the history.
 */
final class Slices {

    static final long NANOS = 50_000_000L;
    static final int PER_SECOND = 20;
    static final int PER_MINUTE = 60 * PER_SECOND;
    static final long PER_DAY = 1440L * PER_MINUTE;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private Slices() {}

    static long nanos(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano());
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(
                Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    }

    static long of(Instant instant) {
        return Math.floorDiv(nanos(instant), NANOS);
    }

    static long second(long nanos) {
        return Math.floorDiv(nanos, NANOS_PER_SECOND);
    }
}
