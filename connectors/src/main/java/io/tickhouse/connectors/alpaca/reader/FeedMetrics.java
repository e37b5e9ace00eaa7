package io.tickhouse.connectors.alpaca.reader;

import io.tickhouse.connectors.alpaca.live.LiveFeed;
import io.tickhouse.connectors.alpaca.live.LiveFeedListener;
import io.tickhouse.connectors.alpaca.live.Outcome;
import io.tickhouse.connectors.alpaca.memory.FeedState;
import io.tickhouse.connectors.alpaca.wire.FeedClock;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.runtime.metrics.MetricNames;

/**
 * The source's metrics, in the scope {@code alpaca} of the source operator.
 *
 * <p>The task thread counts messages, the feed's thread counts connections and outcomes. A reporter
 * that reads in between sees a value that was true a moment ago.
 */
final class FeedMetrics implements LiveFeedListener {

    static final String GROUP = "alpaca";

    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final Clock clock;
    private final Counter messages;
    private final Counter duplicates;
    private final Counter recovered;
    private final Counter unreadable;
    private final Counter tooLarge;
    private final Counter connections;
    private final Counter pausedMillis;
    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
    private volatile long newestNanos;
    private volatile long lagMillis;

    FeedMetrics(SourceReaderMetricGroup source, Clock clock) {
        MetricGroup group = source.addGroup(GROUP);
        this.clock = clock;
        this.messages = group.counter("messagesIn");
        this.duplicates = group.counter("duplicatesDropped");
        this.recovered = group.counter("messagesRecovered");
        this.unreadable = group.counter("framesUnreadable");
        this.tooLarge = group.counter("messagesTooLarge");
        this.connections = group.counter("connections", new SimpleCounter());
        this.pausedMillis = group.counter("socketPausedMillis", new SimpleCounter());
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, group.addGroup("outcome").counter(outcome.metricName()));
        }
        group.gauge("lagMillis", this::lagMillis);
        source.gauge(MetricNames.CURRENT_FETCH_EVENT_TIME_LAG, () -> lagMillis);
    }

    /** Watches the state of the feed, once there is one. */
    void watch(FeedState state, SourceReaderMetricGroup source) {
        MetricGroup group = source.addGroup(GROUP);
        group.gauge("gapsOpen", state.gaps()::count);
        group.gauge("identities", state.seen()::identities);
        group.gauge("symbols", state.seen()::symbols);
        group.gauge("overlapShortened", state.seen()::shortened);
        group.gauge("overlapMillis", () -> state.seen().overlapNanos() / NANOS_PER_MILLI);
    }

    /** How far this machine's clock is behind, negative if it is ahead. */
    void watch(FeedClock feedClock, SourceReaderMetricGroup source) {
        source.addGroup(GROUP)
                .gauge("clockBehindMillis", () -> feedClock.offsetNanos() / NANOS_PER_MILLI);
    }

    /** Watches the queue between socket and task. */
    void watch(LiveFeed feed, SourceReaderMetricGroup source) {
        MetricGroup group = source.addGroup(GROUP);
        group.gauge("queuedFrames", feed::queuedFrames);
        group.gauge("queuedBytes", feed::queuedBytes);
    }

    /** Age of the newest message, 0 if there was none yet. */
    private long lagMillis() {
        long newest = newestNanos;
        return newest == 0 ? 0 : clock.millis() - newest / NANOS_PER_MILLI;
    }

    /**
     * Notes that a frame of the live feed was emitted.
     *
     * @param newest event time in it, 0 if it has none
     */
    void live(int count, int dropped, long newest, long receivedMillis) {
        messages.inc(count);
        duplicates.inc(dropped);
        if (newest > 0) {
            newestNanos = newest;
            lagMillis = receivedMillis - newest / NANOS_PER_MILLI;
        }
    }

    void recovered(int count) {
        recovered.inc(count);
    }

    void unreadable() {
        unreadable.inc();
    }

    void tooLarge() {
        tooLarge.inc();
    }

    @Override
    public void connecting() {
        connections.inc();
    }

    @Override
    public void outcome(Outcome outcome) {
        outcomes.get(outcome).inc();
    }

    @Override
    public void paused(Duration time) {
        pausedMillis.inc(time.toMillis());
    }
}
