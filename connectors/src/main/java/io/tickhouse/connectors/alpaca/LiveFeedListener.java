package io.tickhouse.connectors.alpaca;

import java.time.Duration;

/** Takes the counts of a {@link LiveFeed}. Called from its own thread, except where said. */
interface LiveFeedListener {

    /** A connection is about to be opened. */
    void connecting();

    /** An attempt or connection ended like this, or one of its steps was judged like this. */
    void outcome(Outcome outcome);

    /** Reading of the socket stood still for so long because the queue was full. Any thread. */
    void paused(Duration time);
}
