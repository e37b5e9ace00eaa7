package io.tickhouse.tools.bench;

import io.tickhouse.kafka.topics.Delivery;
import io.tickhouse.pinot.PinotTables;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.feed.TimedFeed;
import io.tickhouse.tools.feed.WallClock;
import io.tickhouse.tools.pinot.TableFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * Lets a contender follow a feed at a fixed rate, and observes where and when its trades become
 * visible. Feed and observers are threads of this process and share its clock.
 */
record LatencyTrial(BenchStack stack, Broker broker, Plan plan) implements Trial<LatencyResult> {

    private static final String TRADES = "flattened_stocks";
    private static final Duration PINOT_READY = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration LEAD = Duration.ofSeconds(1);

    /**
     * How to measure.
     *
     * @param rate trades a second
     * @param warmUp from the first row seen; it does not count
     * @param duration that counts
     * @param interval of checkpoints and commits
     * @param pinotFlushRows rows in Pinot's memory at which they become a segment; 0 leaves Pinot
     *     out
     */
    record Plan(
            int rate, Duration warmUp, Duration duration, Duration interval, int pinotFlushRows) {}

    @Override
    public Round round(Contender contender, Delivery delivery) {
        return Round.live("latency", contender, delivery, plan.interval());
    }

    /** Whether it is observed in Pinot: only the job is, because the tables are for it. */
    boolean withPinot(Contender contender) {
        return plan.pinotFlushRows() > 0
                && contender.leg().kafka()
                && contender.engine().equals(Contenders.FLINK);
    }

    @Override
    public LatencyResult failed(Contender contender, Round round, String failure) {
        return result(contender, round, null, List.of(), failure);
    }

    @Override
    public LatencyResult run(Contender contender, Round round)
            throws IOException, InterruptedException {
        broker.create(round);
        if (!withPinot(contender)) {
            return follow(contender, round);
        }
        PinotTables tables = new PinotTables(URI.create(stack.endpoints().pinotController()));
        makeTable(tables, round);
        try {
            return follow(contender, round);
        } finally {
            remove(tables, round);
        }
    }

    /** Removes the tables. A failure must not lose the result; Pinot is removed soon anyway. */
    private static void remove(PinotTables tables, Round round) {
        try {
            tables.delete(round.outputs());
        } catch (RuntimeException stays) {
            return;
        }
    }

    private void makeTable(PinotTables tables, Round round) throws InterruptedException {
        TableFiles files = new TableFiles(stack.root().resolve("pinot"));
        TableFiles.Settings settings =
                new TableFiles.Settings(
                        Map.of(
                                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                                stack.endpoints().kafka()),
                        round.outputs(),
                        plan.pinotFlushRows(),
                        7,
                        TableFiles.MissingOffsets.FAIL);
        tables.apply(
                files.schemaAs(round.outputs(), TRADES),
                files.tableAs(round.outputs(), TRADES, settings));
        tables.awaitConsuming(round.outputs(), PINOT_READY);
    }

    private LatencyResult follow(Contender contender, Round round)
            throws IOException, InterruptedException {
        WallClock clock = new WallClock();
        SentLog sent = new SentLog(PARTITIONS);
        List<Observer> observers = new ArrayList<>();
        try (Running running = contender.start(round)) {
            // Whole milliseconds, because Iceberg keeps the event time only to the microsecond.
            long start = (clock.nanos() + LEAD.toNanos()) / 1_000_000 * 1_000_000;
            AtomicLong from = new AtomicLong(Long.MAX_VALUE);
            KafkaObserver topic =
                    new KafkaObserver(broker, round.outputs(), new Latencies(from::get), clock);
            observers.add(topic);
            addObservers(observers, contender, round, sent, from::get, clock);
            observers.forEach(Observer::begin);

            Latencies sender = new Latencies(from::get);
            TimedFeed feed =
                    new TimedFeed(
                            stack.endpoints().kafka(),
                            round.rawTopic(),
                            plan.rate(),
                            SYMBOLS,
                            1,
                            start,
                            clock);
            feed.run(
                    START_LIMIT.plus(plan.warmUp()).plus(plan.duration()),
                    (partition, eventTime, trades) -> {
                        // A cold process may start slowly; its warm-up begins with its first row.
                        if (from.get() == Long.MAX_VALUE && topic.rows() > 0) {
                            from.set(eventTime + plan.warmUp().toNanos());
                        }
                        if (eventTime - plan.duration().toNanos() >= from.get()) {
                            feed.stop();
                        }
                        sender.seen(eventTime, clock.nanos(), trades);
                        sent.add(partition, eventTime, trades);
                    });
            if (sent.tradesFrom(from.get()) == 0) {
                throw UserError.failed(
                        "%s wrote nothing for %d s after its start."
                                .formatted(contender.name(), START_LIMIT.toSeconds()));
            }
            if (feed.failedSends() > 0) {
                throw UserError.failed(
                        "Kafka did not take %d arrays of the feed: the run says nothing."
                                .formatted(feed.failedSends()));
            }
            List<LatencyResult.Place> places = new ArrayList<>();
            for (Observer observer : observers) {
                places.add(observer.end(sent, PATIENCE.plus(plan.interval())));
            }
            running.finished(); // throws if it has failed by now
            return result(contender, round, sender.figures(sent), places, null);
        } finally {
            observers.forEach(Observer::close);
        }
    }

    private void addObservers(
            List<Observer> observers,
            Contender contender,
            Round round,
            SentLog sent,
            LongSupplier from,
            WallClock clock) {
        if (withPinot(contender)) {
            observers.add(
                    new PinotObserver(
                            stack.endpoints().pinotBroker(),
                            round.outputs(),
                            sent,
                            new Latencies(from),
                            clock));
        }
        if (contender.leg().iceberg()) {
            observers.add(
                    new IcebergObserver(
                            stack.catalog(), round.table(), new Latencies(from), clock));
        }
    }

    private LatencyResult result(
            Contender contender,
            Round round,
            Latencies.Figures sender,
            List<LatencyResult.Place> places,
            String failure) {
        return new LatencyResult(
                contender.name(),
                round.delivery().option(),
                plan.interval().toMillis(),
                plan.rate(),
                plan.warmUp().toMillis() / 1000.0,
                plan.duration().toMillis() / 1000.0,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                sender,
                places,
                failure);
    }
}
