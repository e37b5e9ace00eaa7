package io.tickhouse.tools.bench;

import java.time.Duration;

/**
 * Watches one place where trades become visible, in a thread of its own, from {@link #begin} on.
 */
interface Observer extends AutoCloseable {

    /** Short, as in a table: kafka, iceberg, pinot. */
    String name();

    /** How it looks and how finely, in one sentence. */
    String method();

    /** Starts to watch; what is visible already does not count. */
    void begin();

    /**
     * Waits until all that was sent is visible, no longer than so long, and ends the watch.
     *
     * @throws io.tickhouse.tools.UserError if the watch itself failed
     */
    Latencies.Figures end(SentLog sent, Duration patience) throws InterruptedException;

    @Override
    void close();
}
