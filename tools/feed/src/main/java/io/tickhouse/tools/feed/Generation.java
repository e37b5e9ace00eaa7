package io.tickhouse.tools.feed;

import io.tickhouse.model.Kind;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.topics.BrokerOption;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * One run of the sample generator. It makes up a market and sends it to Kafka as JSON arrays, each
 * symbol to one partition and in order.
 *
 * <p>{@link #run} is called once; {@link #stop} and the live counts may be called from any thread.
 */
public final class Generation {

    private static final Instant FIXED_START = Instant.parse("2026-03-02T14:30:00Z");
    private static final Duration PATIENCE_AFTER_STOP = Duration.ofSeconds(10);
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int SLICES_PER_SECOND = 100;

    private final Options options;
    private final long seed;
    private final boolean steppingTime;
    private final Counters counters = new Counters();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile long startNanos;

    /**
     * @throws UserError (bad usage) if an option is out of range
     */
    public Generation(Options options) {
        options.validate();
        this.options = options;
        this.seed =
                options.seed == null
                        ? ThreadLocalRandom.current().nextLong(1L << 53)
                        : options.seed;
        this.steppingTime = options.seed != null || options.startTime != null;
    }

    /** The seed in use; drawn at random if none was given. */
    public long seed() {
        return seed;
    }

    /** Ends the run after the arrays in flight; {@link #run} then returns what was sent. */
    public void stop() {
        stopped.countDown();
    }

    /** Arrays that Kafka has acknowledged so far. */
    public long arrays() {
        return snapshot().arrays();
    }

    /** Valid trades in the arrays that Kafka has acknowledged so far. */
    public long trades() {
        return snapshot().trades();
    }

    /** What Kafka has acknowledged so far. */
    public Result snapshot() {
        long start = startNanos;
        return counters.result(
                Duration.ofNanos(start == 0 ? 0 : Math.max(0, System.nanoTime() - start)));
    }

    /** Why the first failed array failed; null if none has. */
    public Exception firstFailure() {
        return counters.firstFailure();
    }

    /**
     * Creates the topic if it does not exist, and generates until the wanted number of batches or
     * trades is reached, or until {@link #stop}. Waits for every answer of Kafka, but at most ten
     * seconds after a stop.
     *
     * @throws UserError if no broker answers, or the topic cannot be created
     */
    public Result run() {
        int partitions =
                FeedTopic.ensure(
                        options.client,
                        options.topic,
                        options.partitions,
                        options.replicationFactor);
        ArrayGenerator generator = generator(partitions);
        startNanos = System.nanoTime();
        ArraySender sender = new ArraySender(options.client, options.topic, counters);
        try {
            send(generator, sender);
            generator.finish(sender);
        } finally {
            if (isStopped()) {
                sender.close(PATIENCE_AFTER_STOP);
            } else {
                sender.close();
            }
        }
        return snapshot();
    }

    ArrayGenerator generator(int partitions) {
        SymbolSet symbols = options.symbolSet();
        SplittableRandom random = new SplittableRandom(seed);
        SplittableRandom damage = random.split();
        LongSupplier eventTime =
                steppingTime
                        ? EventTime.stepping(
                                options.startTime == null ? FIXED_START : options.startTime,
                                nanosPerMessage(),
                                random.split())
                        : EventTime.now();
        Set<Kind> ofMarket = EnumSet.copyOf(options.kinds);
        boolean clocks = ofMarket.remove(Kind.CLOCK);
        return new ArrayGenerator(
                new MarketGenerator(
                        symbols,
                        ofMarket,
                        options.quotes,
                        options.bars,
                        options.tape ? new Tape(symbols.names().size(), options.late()) : null,
                        options.timestamps,
                        random.split()),
                symbols.names(),
                partitions,
                eventTime,
                damage,
                options.corrupt,
                clocks,
                options.trades);
    }

    /** Event time advances at the configured pace; without a pace, 0.1 ms a message. */
    private long nanosPerMessage() {
        if (options.step != null) {
            return options.step.toNanos();
        }
        long nanos =
                options.rate > 0
                        ? NANOS_PER_SECOND / options.rate
                        : options.interval.toNanos() / options.batchSize;
        return nanos > 0 ? nanos : 100_000;
    }

    /** With a rate, a batch holds what is due in 10 ms, so that low rates do not come in bursts. */
    int messagesPerBatch() {
        return options.rate == 0
                ? options.batchSize
                : Math.min(options.batchSize, Math.max(1, options.rate / SLICES_PER_SECOND));
    }

    /**
     * Sends on a fixed timetable. A batch that Kafka delays does not put off the next ones, and the
     * content of a batch does not depend on the clock.
     */
    private void send(ArrayGenerator generator, ArraySink sink) {
        Waiting clock = Waiting.unless(stopped);
        int messages = messagesPerBatch();
        double nanosPerBatch =
                options.rate > 0
                        ? (double) NANOS_PER_SECOND * messages / options.rate
                        : options.interval.toNanos();
        long slice = options.rate > 0 ? NANOS_PER_SECOND / SLICES_PER_SECOND : 0;
        long start = clock.nanoTime();
        for (long batch = 0; more(batch, generator); batch++) {
            long due = start + (long) (batch * nanosPerBatch);
            long early = due - clock.nanoTime();
            if (early > 0) {
                // Sleeps shorter than a slice would cost more than they smooth out.
                clock.until(Math.max(due, clock.nanoTime() + slice));
                if (isStopped()) {
                    return;
                }
            }
            generator.nextBatch(messages, sink);
        }
    }

    private boolean more(long batch, ArrayGenerator generator) {
        return !isStopped()
                && !Thread.currentThread().isInterrupted()
                && !generator.done()
                && (options.batchCount == 0 || batch < options.batchCount);
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /**
     * What a run has put into the topic, as acknowledged by Kafka.
     *
     * @param rows valid messages in valid arrays, for every kind
     * @param corruptElements damaged elements of valid arrays
     * @param corruptArrays broken arrays; none of their elements count
     * @param failedSends arrays that Kafka did not acknowledge in time; nothing in them is counted
     */
    public record Result(
            long arrays,
            Map<Kind, Long> rows,
            long corruptElements,
            long corruptArrays,
            long failedSends,
            Duration elapsed) {

        public Result {
            rows = Map.copyOf(rows);
        }

        /** Valid messages of a kind in valid arrays. */
        public long rows(Kind kind) {
            return rows.get(kind);
        }

        /** Valid trades in valid arrays. */
        public long trades() {
            return rows(Kind.TRADE);
        }

        /** Dead letters that a flatten job makes of this: one for each damaged element or array. */
        public long deadLettersExpected() {
            return corruptElements + corruptArrays;
        }

        /** Valid and damaged elements of valid arrays. */
        public long messages() {
            return rows.values().stream().mapToLong(Long::longValue).sum() + corruptElements;
        }

        /** Share of arrays that Kafka acknowledged, 0 to 1; 1 if none was sent. */
        public double successRate() {
            long sent = arrays + failedSends;
            return sent == 0 ? 1 : (double) arrays / sent;
        }

        /** Messages per second. */
        public double throughput() {
            return elapsed.isZero() ? 0 : messages() * 1e9 / elapsed.toNanos();
        }
    }

    /**
     * What to generate. Every setting has the default of the {@code generate} command. Each method
     * changes this object and returns it. A {@link Generation} checks it; do not change it
     * afterwards.
     */
    public static final class Options {

        private static final Pattern SYMBOL = Pattern.compile("[A-Za-z0-9./:_-]{1,32}");
        private static final Instant END = Instant.parse("2200-01-01T00:00:00Z");
        private static final double LATE = 0.004;
        private static final int MOST_SYMBOLS = 1_000_000;

        private final Properties client;
        private final String topic;
        private List<String> symbols = List.of("AAPL", "GOOGL", "MSFT");
        private int symbolCount;
        private int batchSize = 50;
        private Duration interval = Duration.ofSeconds(1);
        private long batchCount;
        private int partitions = 3;
        private int replicationFactor = 1;
        private Long seed;
        private int rate;
        private long trades;
        private boolean wellKnownSymbols;
        private Set<Kind> kinds = EnumSet.of(Kind.TRADE);
        private double quotes;
        private boolean bars;
        private boolean tape;
        private Double late;
        private double corrupt;
        private TimestampFormat timestamps = TimestampFormat.RFC3339;
        private Instant startTime;
        private Duration step;

        private Options(Properties client, String topic) {
            this.client = client;
            this.topic = topic;
        }

        /** The defaults, for this topic of this Kafka ({@code host:port}, separated by commas). */
        public static Options of(String brokers, String topic) {
            return of(BrokerOption.clientProperties(brokers), topic);
        }

        /** The defaults, for this topic of the cluster of these client properties. */
        public static Options of(Properties client, String topic) {
            return new Options(client, topic);
        }

        /** The symbols, all equally likely. */
        public Options symbols(List<String> names) {
            this.symbols = List.copyOf(names);
            return this;
        }

        /**
         * Number of made-up symbols to use instead, weighted by Zipf's law; 0 for the named ones.
         */
        public Options symbolCount(int count) {
            this.symbolCount = count;
            return this;
        }

        /** Symbols that everybody knows instead, at plausible prices, weighted by Zipf's law. */
        public Options wellKnownSymbols() {
            this.wellKnownSymbols = true;
            return this;
        }

        private SymbolSet symbolSet() {
            if (wellKnownSymbols) {
                return SymbolSet.wellKnown();
            }
            return symbolCount > 0 ? SymbolSet.synthetic(symbolCount) : SymbolSet.named(symbols);
        }

        /** Messages per batch; a batch is one array per partition it touches. */
        public Options batchSize(int messages) {
            this.batchSize = messages;
            return this;
        }

        /** Time from one batch to the next; zero for as fast as possible. */
        public Options interval(Duration time) {
            this.interval = time;
            return this;
        }

        /** Batches to make; 0 for no end. */
        public Options batchCount(long batches) {
            this.batchCount = batches;
            return this;
        }

        /** Partitions of the topic if it is created. */
        public Options partitions(int count) {
            this.partitions = count;
            return this;
        }

        /** Replicas of the topic if it is created. */
        public Options replicationFactor(int replicas) {
            this.replicationFactor = replicas;
            return this;
        }

        /** Makes the run repeatable to the byte, including event times. */
        public Options seed(long number) {
            this.seed = number;
            return this;
        }

        /** Messages per second instead of the interval; 0 to use the interval. */
        public Options rate(int perSecond) {
            this.rate = perSecond;
            return this;
        }

        /** Valid trades after which to stop; 0 for no end. */
        public Options trades(long count) {
            this.trades = count;
            return this;
        }

        /**
         * What it sends. Clock records are not part of the market: each partition has one after the
         * first batch of a minute of event time, and one at the end. They are never damaged. A feed
         * of them alone tells the time of a market that is silent.
         */
        public Options kinds(Set<Kind> wanted) {
            this.kinds = Set.copyOf(wanted);
            return this;
        }

        /** Share of messages that are quotes, from 0 to below 1; the others are of the kinds. */
        public Options quotes(double share) {
            this.quotes = share;
            return this;
        }

        /**
         * Whether each symbol's trades of a minute are summed up in a bar by Alpaca's rules,
         * damaged trades included and corrections left out. The bars follow when the minute is
         * over, and those of the last minute at the end. With {@link #tape} there are also bars of
         * the day so far, and half a minute later those that a late trade has changed.
         */
        public Options bars(boolean wanted) {
            this.bars = wanted;
            return this;
        }

        /**
         * Whether trades are as on the consolidated tapes: conditions in their real shares, late
         * trades, opening and closing prints and official prices.
         */
        public Options tape(boolean wanted) {
            this.tape = wanted;
            return this;
        }

        /**
         * Share of the trades of a {@link #tape} that come late, from 0 to 1: mostly by seconds,
         * some by up to ten minutes.
         */
        public Options late(double share) {
            this.late = share;
            return this;
        }

        private double late() {
            return late == null ? LATE : late;
        }

        /** Share of elements to damage, 0 to 1. Above 0 one array in 500 is broken as well. */
        public Options corrupt(double share) {
            this.corrupt = share;
            return this;
        }

        public Options timestamps(TimestampFormat format) {
            this.timestamps = format;
            return this;
        }

        /**
         * Event time of the first message. It then advances with the messages, not with the clock.
         */
        public Options startTime(Instant time) {
            this.startTime = time;
            return this;
        }

        /**
         * Event time from one message to the next, whatever the pace. It counts in a run whose
         * event time advances with the messages.
         */
        public Options step(Duration perMessage) {
            this.step = perMessage;
            return this;
        }

        private void validate() {
            require(!topic.isBlank(), "--topic must not be empty.");
            require(batchSize >= 1, "--batch-size must be 1 or more.");
            require(!interval.isNegative(), "--interval must be 0 or more seconds.");
            require(step == null || step.toNanos() > 0, "The step must be more than 0.");
            require(batchCount >= 0, "--batch-count must be 0 (no end) or more.");
            require(partitions >= 1, "--partitions must be 1 or more.");
            require(
                    replicationFactor >= 1 && replicationFactor <= Short.MAX_VALUE,
                    "--replication-factor must be 1 or more.");
            require(rate >= 0, "--rate must be 1 or more messages a second.");
            require(trades >= 0, "--trades must be 1 or more.");
            require(corrupt >= 0 && corrupt <= 1, "--corrupt is a share from 0 to 1, as 0.01.");
            require(
                    !kinds.isEmpty(),
                    "--kinds takes " + Kind.listed(EnumSet.allOf(Kind.class), "and") + ".");
            require(quotes >= 0 && quotes < 1, "--quotes is a share from 0 to below 1, as 0.2.");
            require(
                    quotes == 0 || !kinds.contains(Kind.QUOTE),
                    "--quotes says how many quotes there are: leave quotes out of --kinds.");
            require(
                    quotes == 0 || !kinds.equals(Set.of(Kind.CLOCK)),
                    "--quotes is a share of messages: --kinds must have more than clocks.");
            require(
                    !bars || (kinds.contains(Kind.TRADE) && !kinds.contains(Kind.BAR)),
                    "--bars sums up trades: --kinds must have trades and not bars.");
            require(
                    !tape || (kinds.contains(Kind.TRADE) && !kinds.contains(Kind.BAR)),
                    "--tape is about trades: --kinds must have trades and not bars.");
            require(late == null || tape, "--late is a share of the trades of --tape: add --tape.");
            require(
                    late == null || (late >= 0 && late <= 1),
                    "--late is a share from 0 to 1, as 0.004.");
            require(
                    trades == 0 || (kinds.contains(Kind.TRADE) && corrupt < 1),
                    "--trades would never be reached: --kinds must have trades, --corrupt be below"
                            + " 1.");
            require(
                    symbolCount >= 0 && symbolCount <= MOST_SYMBOLS,
                    "--symbol-count must be 1 to " + MOST_SYMBOLS + ".");
            require(!symbols.isEmpty(), "--symbols needs at least one symbol.");
            for (String symbol : symbols) {
                require(
                        SYMBOL.matcher(symbol).matches(),
                        "'"
                                + symbol
                                + "' is not a symbol: one has letters, digits and . / : _ - only.");
            }
            require(
                    startTime == null
                            || (!startTime.isBefore(Instant.EPOCH) && startTime.isBefore(END)),
                    "--start-time must lie between 1970 and 2200.");
        }

        private static void require(boolean met, String sentence) {
            if (!met) {
                throw UserError.badUsage(sentence);
            }
        }
    }
}
