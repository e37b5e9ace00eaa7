package io.tickhouse.connectors.alpaca.wire;

import java.time.Instant;

/** Times as one number: nanoseconds since the epoch, valid from 1970 to 2262. */
public final class EpochNanos {

    private static final long SECOND = 1_000_000_000L;

    private static final Instant LAST = toInstant(Long.MAX_VALUE);

    private EpochNanos() {}

    /** Whether {@link #of} has a number for it that is not negative. */
    public static boolean has(Instant instant) {
        return !instant.isBefore(Instant.EPOCH) && !instant.isAfter(LAST);
    }

    public static long of(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), SECOND), instant.getNano());
    }

    public static Instant toInstant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
    }
}
