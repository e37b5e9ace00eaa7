package io.tickhouse.connectors.alpaca.live;

import java.time.Duration;

/** What the reader needs of a live feed. */
public interface Feed extends AutoCloseable {

    void start();

    /** The next event, null if there was none in time. */
    FeedEvent poll(Duration wait) throws InterruptedException;

    @Override
    void close();
}
