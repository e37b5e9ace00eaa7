package io.tickhouse.tools.bench;

import io.tickhouse.pinot.PinotClient;
import io.tickhouse.tools.feed.WallClock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Client of Pinot that repeatedly asks for the number of rows of each partition. A partition is
 * consumed in order, so its count tells which trades are visible.
 */
final class PinotObserver extends Observer {

    private static final Duration PAUSE = Duration.ofMillis(5);

    private final String broker;
    private final String table;
    private final WallClock clock;
    private final SentLog sent;
    private final long[] visible;
    private final long[] before;
    private long rounds;
    private long nanos;
    private PinotClient client;

    /**
     * @param table of the flattened topic; it consumes
     * @param sent trades that the feed makes due, in the partitions of the flattened topic
     */
    PinotObserver(String broker, String table, SentLog sent, Latencies latencies, WallClock clock) {
        super("pinot", latencies);
        this.broker = broker;
        this.table = table;
        this.sent = sent;
        this.clock = clock;
        this.visible = new long[sent.partitions()];
        this.before = new long[sent.partitions()];
    }

    @Override
    String method() {
        return String.format(
                Locale.ROOT,
                "counts the rows of each partition by query, each every %.0f ms on average. A row"
                        + " counts as visible when the answer with it arrived, up to that much too"
                        + " late",
                rounds == 0 ? 0 : nanos / 1e6 / rounds);
    }

    @Override
    AutoCloseable open() {
        client = PinotClient.of(broker);
        for (int partition = 0; partition < before.length; partition++) {
            before[partition] = count(partition);
        }
        return client;
    }

    // The name of a segment begins with the table and the partition. It is the same for all rows of
    // a segment, so the filter is evaluated once a segment and no row is read.
    private long count(int partition) {
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

    @Override
    long look() throws InterruptedException {
        long start = System.nanoTime();
        long rows = 0;
        for (int partition = 0; partition < visible.length; partition++) {
            long count = count(partition) - before[partition];
            long now = clock.nanos();
            if (count > visible[partition]) {
                sent.seen(partition, visible[partition], count, now, latencies);
                rows += count - visible[partition];
                visible[partition] = count;
            }
        }
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        rounds++;
        nanos += System.nanoTime() - start;
        return rows;
    }
}
