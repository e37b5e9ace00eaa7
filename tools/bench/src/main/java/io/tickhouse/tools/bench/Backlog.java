package io.tickhouse.tools.bench;

import io.tickhouse.kafka.topics.Delivery;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.feed.Generation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The records that every contender reads.
 *
 * @param records arrays, or rows of trades
 * @param trades valid trades in them; there is nothing else
 * @param bytes of the records
 * @param minutes in which symbols have trades; null for arrays
 */
record Backlog(String topic, long records, long trades, long bytes, SymbolMinutes minutes) {

    static final int PARTITIONS = 4;
    static final int SYMBOLS = 11_000;

    private static final String TOPIC = "bench_raw";
    private static final String TRADES = "bench_trades";
    private static final Instant OPEN = Instant.parse("2026-03-02T14:30:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long LOOK_MS = 100;

    /**
     * What to generate.
     *
     * @param batchSize messages a batch; a batch is one array per partition it touches
     * @param span of event time; null for the shortest
     */
    record Wanted(long trades, int symbols, int batchSize, long seed, Duration span) {}

    /**
     * Generates the backlog, the same for the same seed, and reads it once, so that it is in the
     * page cache.
     */
    static Backlog make(BenchStack stack, Broker broker, Wanted wanted)
            throws InterruptedException {
        Generation.Options options =
                Generation.Options.of(stack.endpoints().kafka(), TOPIC)
                        .symbolCount(wanted.symbols())
                        .partitions(PARTITIONS)
                        .batchSize(wanted.batchSize())
                        .interval(Duration.ZERO)
                        .seed(wanted.seed())
                        .startTime(OPEN)
                        .trades(wanted.trades());
        if (wanted.span() != null) {
            options.step(wanted.span().dividedBy(wanted.trades()));
        }
        Generation.Result made = new Generation(options).run();
        Broker.Content content = broker.read(TOPIC);
        if (made.failedSends() > 0) {
            throw UserError.failed("Kafka did not take the whole backlog. Try again.");
        }
        requireWhole(content, "arrays", made.arrays());
        return new Backlog(TOPIC, content.records(), made.trades(), content.valueBytes(), null);
    }

    /**
     * Lets the flatten job make rows of the arrays, for contenders that read trades. At least once,
     * because the markers of transactions would take offsets between the rows.
     */
    Backlog flattened(Contender flatten, Broker broker) throws IOException, InterruptedException {
        Round round = new Round(topic, TRADES, INTERVAL, Delivery.AT_LEAST_ONCE, true);
        try (Running job = flatten.start(round)) {
            while (!job.finished()) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            }
        }
        SymbolMinutes found = SymbolMinutes.from(OPEN.toEpochMilli());
        Broker.Content content =
                broker.read(
                        TRADES,
                        row ->
                                found.add(
                                        new String(row.key(), StandardCharsets.UTF_8),
                                        EventTimeField.of(row.value()) / NANOS_PER_MILLI));
        requireWhole(content, "trades", trades);
        return new Backlog(TRADES, trades, trades, content.valueBytes(), found);
    }

    private static void requireWhole(Broker.Content content, String what, long made) {
        if (content.records() != made) {
            throw UserError.failed(
                    "The backlog is not whole: Kafka holds %d of %d %s. Try again."
                            .formatted(content.records(), made, what));
        }
    }
}
