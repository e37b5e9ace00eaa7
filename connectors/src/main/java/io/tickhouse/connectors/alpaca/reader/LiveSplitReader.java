package io.tickhouse.connectors.alpaca.reader;

import io.tickhouse.connectors.alpaca.live.Feed;
import io.tickhouse.connectors.alpaca.live.FeedEvent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;

/**
 * Reads the live feed in a Flink fetcher thread. While Flink takes nothing, nothing is polled, and
 * the bounded queue of the feed stops the reading of the socket.
 */
final class LiveSplitReader implements SplitReader<Fetched, FeedSplit> {

    /** The longest that a wake-up waits. */
    private static final Duration WAIT = Duration.ofMillis(100);

    private static final int FRAMES_PER_BATCH = 256;

    /** The most bytes that a checkpoint must wait for to be emitted. */
    private static final int BYTES_PER_BATCH = 1 << 20;

    private final Feed feed;
    private final Clock clock;
    private boolean started;

    /**
     * @param clock that of this machine
     */
    LiveSplitReader(Feed feed, Clock clock) {
        this.feed = feed;
        this.clock = clock;
    }

    @Override
    public RecordsWithSplitIds<Fetched> fetch() throws IOException {
        if (!started) {
            started = true;
            feed.start();
        }
        try {
            Instant before = clock.instant();
            FeedEvent event = feed.poll(WAIT);
            if (event == null) {
                return Fetched.Batch.of(FeedSplit.Live.ID, List.of(new Fetched.Quiet(before)));
            }
            List<Fetched> batch = new ArrayList<>();
            int bytes = 0;
            while (event != null) {
                batch.add(new Fetched.Live(event));
                bytes += event instanceof FeedEvent.Data data ? data.frame().length : 0;
                boolean full = batch.size() == FRAMES_PER_BATCH || bytes >= BYTES_PER_BATCH;
                event = full ? null : feed.poll(Duration.ZERO);
            }
            return Fetched.Batch.of(FeedSplit.Live.ID, batch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for the feed");
        }
    }

    @Override
    public void handleSplitsChanges(SplitsChange<FeedSplit> change) {
        // There is only one split, and the connection was made for it.
    }

    @Override
    public void wakeUp() {
        // Nothing to do: the wait is short.
    }

    @Override
    public void close() {
        feed.close();
    }
}
