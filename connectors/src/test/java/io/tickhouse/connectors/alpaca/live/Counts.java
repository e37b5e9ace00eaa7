package io.tickhouse.connectors.alpaca.live;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps the counts of a feed. */
public final class Counts implements LiveFeedListener {

    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger pauses = new AtomicInteger();
    final Map<Outcome, Integer> outcomes = new ConcurrentHashMap<>();

    @Override
    public void connecting() {
        connections.incrementAndGet();
    }

    @Override
    public void outcome(Outcome outcome) {
        outcomes.merge(outcome, 1, Integer::sum);
    }

    @Override
    public void paused(Duration time) {
        pauses.incrementAndGet();
    }
}
