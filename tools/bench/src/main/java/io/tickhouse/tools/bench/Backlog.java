package io.tickhouse.tools.bench;

import io.tickhouse.tools.UserError;
import io.tickhouse.tools.feed.Generation;
import java.time.Duration;

/**
 * The raw records that every contender reads.
 *
 * @param records arrays
 * @param trades valid trades in them; there is nothing else
 * @param bytes of the arrays
 */
record Backlog(String topic, long records, long trades, long bytes) {

    static final String TOPIC = "bench_raw";
    static final int PARTITIONS = 4;
    static final int SYMBOLS = 11_000;

    /**
     * Generates the backlog, the same for the same seed, and reads it once, so that it is in the
     * page cache.
     *
     * @param batchSize messages a batch; a batch is one array per partition it touches
     */
    static Backlog make(BenchStack stack, Broker broker, long trades, int batchSize, long seed)
            throws InterruptedException {
        Generation.Result made =
                new Generation(
                                Generation.Options.of(stack.endpoints().kafka(), TOPIC)
                                        .symbolCount(SYMBOLS)
                                        .partitions(PARTITIONS)
                                        .batchSize(batchSize)
                                        .interval(Duration.ZERO)
                                        .seed(seed)
                                        .trades(trades))
                        .run();
        Broker.Content content = broker.read(TOPIC);
        if (made.failedSends() > 0 || content.records() != made.arrays()) {
            throw UserError.failed(
                    "The backlog is not whole: Kafka holds %d of %d arrays. Try again."
                            .formatted(content.records(), made.arrays()));
        }
        return new Backlog(TOPIC, content.records(), made.trades(), content.valueBytes());
    }
}
