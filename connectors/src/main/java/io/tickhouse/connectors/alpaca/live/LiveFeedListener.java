package io.tickhouse.connectors.alpaca.live;

import java.time.Duration;

/**
 * Receives the counts of a {@link LiveFeed}, from the feed's own thread unless stated otherwise.
 */
public interface LiveFeedListener {

    /** A connection is about to be opened. */
    void connecting();

    /** An attempt or a connection ended with this outcome, or one of its steps had it. */
    void outcome(Outcome outcome);

    /**
     * Reading from the socket paused for this long because the queue was full. Called from any
     * thread.
     */
    void paused(Duration time);
}
