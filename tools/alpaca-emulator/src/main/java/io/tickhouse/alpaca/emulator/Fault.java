package io.tickhouse.alpaca.emulator;

import java.time.Duration;

/**
 * One fault of a plan; {@link FaultKind} says which fields apply.
 *
 * @param at time after the emulator's start, or null
 * @param after data messages sent since the previous fault, if {@code at} is null
 * @param retryAfter header Retry-After of a refusal; none if zero
 */
public record Fault(
        FaultKind kind,
        Duration at,
        long after,
        Duration lasting,
        boolean pongs,
        int code,
        int count,
        int bytes,
        Duration retryAfter) {

    /** A fault of this kind with the usual values, due at once. */
    public static Fault of(FaultKind kind) {
        int code =
                switch (kind) {
                    case CLOSE -> 1001;
                    case ERROR -> 500;
                    case HANDSHAKE_STATUS, REST_STATUS -> 429;
                    default -> 0;
                };
        int count =
                switch (kind) {
                    case DUPLICATES, FRAGMENTS, LATE_CORRECTIONS -> 5;
                    default -> 1;
                };
        Duration lasting =
                switch (kind) {
                    case DISORDER -> Duration.ofMillis(500);
                    default -> Duration.ofSeconds(2);
                };
        return new Fault(kind, null, 0, lasting, true, code, count, 2 << 20, Duration.ZERO);
    }

    public Fault at(Duration value) {
        return new Fault(kind, value, 0, lasting, pongs, code, count, bytes, retryAfter);
    }

    public Fault afterMessages(long value) {
        return new Fault(kind, null, value, lasting, pongs, code, count, bytes, retryAfter);
    }

    public Fault lasting(Duration value) {
        return new Fault(kind, at, after, value, pongs, code, count, bytes, retryAfter);
    }

    public Fault withoutPongs() {
        return new Fault(kind, at, after, lasting, false, code, count, bytes, retryAfter);
    }

    public Fault code(int value) {
        return new Fault(kind, at, after, lasting, pongs, value, count, bytes, retryAfter);
    }

    public Fault count(int value) {
        return new Fault(kind, at, after, lasting, pongs, code, value, bytes, retryAfter);
    }

    public Fault bytes(int value) {
        return new Fault(kind, at, after, lasting, pongs, code, count, value, retryAfter);
    }

    public Fault retryAfter(Duration value) {
        return new Fault(kind, at, after, lasting, pongs, code, count, bytes, value);
    }
}
