package io.tickhouse.tools.bench;

import io.tickhouse.pinot.PinotClient;
import io.tickhouse.tools.feed.WallClock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Client of Pinot that repeatedly asks for the number of rows of each partition. A partition is
 * consumed in order, so its count tells which trades are visible.
 */
final class PinotObserver implements Observer {

    private static final Duration PAUSE = Duration.ofMillis(5);

    private final String broker;
    private final String table;
    private final WallClock clock;
    private final SentLog sent;
    private final Latencies latencies;
    private final LongSupplier from;
    private final long[] visible;
    private final long[] before;
    private final AtomicLong rows = new AtomicLong();
    private long rounds;
    private long nanos;
    private Lookout lookout;

    /**
     * @param table of the flattened topic; it consumes
     * @param sent trades that the feed makes due, in the partitions of the flattened topic
     * @param from event time at which the warm-up ends
     */
    PinotObserver(String broker, String table, SentLog sent, LongSupplier from, WallClock clock) {
        this.broker = broker;
        this.table = table;
        this.sent = sent;
        this.from = from;
        this.clock = clock;
        this.latencies = new Latencies(from);
        this.visible = new long[sent.partitions()];
        this.before = new long[sent.partitions()];
    }

    @Override
    public String name() {
        return "pinot";
    }

    @Override
    public String method() {
        return String.format(
                Locale.ROOT,
                "counts the rows of each partition by query, each every %.0f ms on average; a row"
                        + " counts as visible when the answer with it arrived, up to that much too"
                        + " late",
                rounds == 0 ? 0 : nanos / 1e6 / rounds);
    }

    @Override
    public void begin() {
        PinotClient client = PinotClient.of(broker);
        for (int partition = 0; partition < before.length; partition++) {
            before[partition] = count(client, partition);
        }
        lookout = new Lookout(name(), client, () -> look(client));
    }

    // The name of a segment begins with the table and the partition. It is the same for all rows of
    // a segment, so the filter is evaluated once a segment and no row is read.
    private long count(PinotClient client, int partition) {
        return client.query(
                        "SELECT COUNT(*) FROM "
                                + table
                                + " WHERE REGEXP_LIKE($segmentName, '^"
                                + table
                                + "__"
                                + partition
                                + "__')")
                .onlyLong();
    }

    private void look(PinotClient client) throws InterruptedException {
        long start = System.nanoTime();
        for (int partition = 0; partition < visible.length; partition++) {
            long count = count(client, partition) - before[partition];
            long now = clock.nanos();
            if (count > visible[partition]) {
                sent.seen(partition, visible[partition], count, now, latencies);
                rows.addAndGet(count - visible[partition]);
                visible[partition] = count;
            }
        }
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        rounds++;
        nanos += System.nanoTime() - start;
    }

    @Override
    public Latencies.Figures end(SentLog log, Duration patience) throws InterruptedException {
        lookout.await(rows::get, log.trades(), patience);
        lookout.end();
        return latencies.figures(log.tradesFrom(from.getAsLong()));
    }

    @Override
    public void close() {
        if (lookout != null) {
            lookout.close();
        }
    }
}
