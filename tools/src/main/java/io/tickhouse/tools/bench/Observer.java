package io.tickhouse.tools.bench;

import java.time.Duration;

/** Watches one place where trades become visible, in its own thread, from {@link #begin} on. */
interface Observer extends AutoCloseable {

    /** Short name for tables: kafka, iceberg, pinot. */
    String name();

    /** How it observes and at which resolution, in one sentence. */
    String method();

    /** Starts to watch. Trades that are already visible do not count. */
    void begin();

    /**
     * Waits until all sent trades are visible, at most this long, and ends the watch.
     *
     * @throws io.tickhouse.tools.UserError if the watch itself failed
     */
    Latencies.Figures end(SentLog sent, Duration patience) throws InterruptedException;

    @Override
    void close();
}
