package io.tickhouse.tools.feed;

import io.tickhouse.model.Kind;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/**
 * A feed for measuring latency. It follows a timetable: every five milliseconds it sends what is
 * due at the rate, as one array a partition. The event time of a trade is when its array was due,
 * not when it was sent. If the feed or Kafka falls behind, the delay counts as latency, also for
 * the arrays that are due after it (no coordinated omission).
 *
 * <p>{@link #run} is called once; {@link #stop} may be called from any thread.
 */
public final class TimedFeed {

    /** Is told of each array before it is sent. Those of one partition come in order. */
    @FunctionalInterface
    public interface Listener {

        /**
         * An array is due.
         *
         * @param eventTime of its first trade, in nanoseconds since the epoch; each further trade
         *     is one nanosecond later
         */
        void due(int partition, long eventTime, int trades);
    }

    /** Time from one array of a partition to the next. */
    public static final Duration SLICE = Duration.ofMillis(5);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final String brokers;
    private final String topic;
    private final int symbols;
    private final long seed;
    private final WallClock clock;
    private final Timetable timetable;
    private final Counters counters = new Counters();
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * A feed that has not begun.
     *
     * @param topic must exist
     * @param rate trades a second
     * @param symbols number of made-up symbols, weighted by Zipf's law
     * @param start when the first array is due, nanoseconds since the epoch
     * @param clock the clock of the event times
     */
    public TimedFeed(
            String brokers,
            String topic,
            int rate,
            int symbols,
            long seed,
            long start,
            WallClock clock) {
        this.brokers = brokers;
        this.topic = topic;
        this.symbols = symbols;
        this.seed = seed;
        this.clock = clock;
        this.timetable = new Timetable(start, rate);
    }

    /** Ends the run after the arrays that are due now. */
    public void stop() {
        stopped.countDown();
    }

    /** Arrays that Kafka did not acknowledge. If there are any, a measurement is not valid. */
    public long failedSends() {
        return counters.result(Duration.ZERO).failedSends();
    }

    /**
     * Sends what is due for this long, or until {@link #stop}, and waits for Kafka's answers.
     *
     * @param listener is told of every array
     */
    public void run(Duration duration, Listener listener) {
        int partitions = FeedTopic.ensure(brokers, topic, 1, 1);
        try (ArraySender sender = ArraySender.prompt(brokers, topic, counters)) {
            Waiting waiting = Waiting.unless(stopped);
            send(partitions, duration, listener, sender, waiting);
            sender.close(PATIENCE);
        }
    }

    void send(
            int partitions, Duration duration, Listener listener, ArraySink sink, Waiting waiting) {
        long[] next = new long[1];
        SplittableRandom random = new SplittableRandom(seed);
        SymbolSet names = SymbolSet.synthetic(symbols);
        ArrayGenerator generator =
                new ArrayGenerator(
                        new MarketGenerator(
                                names, Set.of(Kind.TRADE), TimestampFormat.RFC3339, random.split()),
                        names.names(),
                        partitions,
                        () -> next[0]++,
                        random.split(),
                        0,
                        false,
                        0);
        long slices = duration.dividedBy(SLICE);
        for (long slice = 0; slice < slices && stopped.getCount() > 0; slice++) {
            long due = timetable.due(slice);
            waiting.until(clock.timer(due));
            next[0] = due;
            generator.nextBatch(
                    timetable.trades(slice),
                    (partition, array, tally) -> {
                        listener.due(partition, due, (int) tally.trades());
                        sink.accept(partition, array, tally);
                    });
        }
    }

    /** What is due at which time. It is fixed in advance, so that no delay can shift it. */
    record Timetable(long start, int rate) {

        long due(long slice) {
            return start + slice * SLICE.toNanos();
        }

        int trades(long slice) {
            return (int) (dueBefore(slice + 1) - dueBefore(slice));
        }

        private long dueBefore(long slice) {
            // Whole seconds separately: the product would overflow after some hours.
            long nanos = slice * SLICE.toNanos();
            return nanos / NANOS_PER_SECOND * rate
                    + nanos % NANOS_PER_SECOND * rate / NANOS_PER_SECOND;
        }
    }
}
