package io.tickhouse.connectors.alpaca.live;

import java.time.Duration;

/** A live feed as the reader sees it. */
public interface LiveConnection extends AutoCloseable {

    void start();

    /** The next event, null if there was none in time. */
    FeedEvent poll(Duration wait) throws InterruptedException;

    @Override
    void close();
}
