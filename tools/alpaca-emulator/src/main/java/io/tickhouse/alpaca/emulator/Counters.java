package io.tickhouse.alpaca.emulator;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts of events since the start.
 *
 * @param connections WebSocket connections accepted
 * @param open connections that are open now
 * @param refusedHandshakes upgrades answered with another status than 101
 * @param logins attempts to log in, by header or message
 * @param requests history requests
 * @param messages data messages sent, including duplicates
 * @param faults fired, by kind
 */
public record Counters(
        long connections,
        long open,
        long refusedHandshakes,
        long logins,
        long requests,
        long messages,
        Map<FaultKind, Long> faults) {

    /** All faults fired. */
    public long faultsFired() {
        return faults.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The live counters; safe to read from any thread. */
    static final class Live {

        final AtomicLong connections = new AtomicLong();
        final AtomicLong open = new AtomicLong();
        final AtomicLong refusedHandshakes = new AtomicLong();
        final AtomicLong logins = new AtomicLong();
        final AtomicLong requests = new AtomicLong();
        final AtomicLong messages = new AtomicLong();
        private final Map<FaultKind, Long> faults = new ConcurrentHashMap<>();

        void fired(FaultKind kind) {
            faults.merge(kind, 1L, Long::sum);
        }

        Counters get() {
            return new Counters(
                    connections.get(),
                    open.get(),
                    refusedHandshakes.get(),
                    logins.get(),
                    requests.get(),
                    messages.get(),
                    Map.copyOf(faults));
        }
    }
}
