package io.tickhouse.tools.bench;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Watches one place where trades become visible, in its own thread, from {@link #begin} on. */
abstract class Observer implements AutoCloseable {

    final Latencies latencies;
    private final String name;
    private final AtomicLong rows = new AtomicLong();
    private Lookout lookout;

    /**
     * @param name for tables: kafka, iceberg, pinot
     */
    Observer(String name, Latencies latencies) {
        this.name = name;
        this.latencies = latencies;
    }

    /** How it observes and at which resolution, in one sentence. */
    abstract String method();

    /**
     * Connects. Trades that are already visible do not count.
     *
     * @return what is closed at the end of the watch
     */
    abstract AutoCloseable open();

    /**
     * Looks once; may wait inside for news.
     *
     * @return how many rows it saw for the first time
     */
    abstract long look() throws Exception;

    /** Completes the latencies once the watch has ended. */
    void complete() {}

    final void begin() {
        lookout = new Lookout(name, open(), () -> rows.addAndGet(look()));
    }

    /** Rows seen so far. */
    final long rows() {
        return rows.get();
    }

    /**
     * Waits until all sent trades are visible, at most this long, and ends the watch.
     *
     * @throws io.tickhouse.tools.UserError if the watch itself failed
     */
    final LatencyResult.Place end(SentLog sent, Duration patience) throws InterruptedException {
        lookout.await(rows::get, sent.trades(), patience);
        lookout.end();
        complete();
        return new LatencyResult.Place(name, method(), latencies.figures(sent));
    }

    @Override
    public void close() {
        if (lookout != null) {
            lookout.close();
        }
    }
}
