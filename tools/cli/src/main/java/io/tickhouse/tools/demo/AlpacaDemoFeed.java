package io.tickhouse.tools.demo;

import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.alpaca.DayCheck;
import io.tickhouse.tools.alpaca.EmulatorProcess;
import io.tickhouse.tools.alpaca.GapLedger;
import io.tickhouse.tools.flink.FlinkClient;
import io.tickhouse.tools.flink.FlinkJob;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/** The ingest job, which reads from Alpaca or from an emulator of it. */
final class AlpacaDemoFeed implements DemoFeed {

    /** Longer than a repair waits for its second look at the history. */
    private static final Duration REPAIR = Duration.ofMinutes(2);

    /**
     * Time after which the gap of an outage has certainly been recorded, and late messages have
     * come.
     */
    private static final Duration SETTLED = Duration.ofSeconds(6);

    /** How long to wait for a feed that is silent. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    /**
     * Time after the end of a day by which its last trade is in the raw topic, including late ones.
     */
    private static final Duration LAST_TRADE = Duration.ofSeconds(90);

    private final EmulatorProcess emulator;
    private final FlinkClient flink;
    private final String brokers;
    private final String topic;
    private final Instant from;
    private final long wanted;
    private final ToIntFunction<String[]> command;
    private final DayCheck check;
    private final double rate;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile long arrays;
    private volatile long trades;
    private String job;
    private volatile Instant until = Instant.EPOCH;

    /**
     * @param emulator null for Alpaca itself; it is closed with this feed
     * @param from event time from which the job must be complete
     * @param wanted trades after which to stop, 0 for no end
     * @param rate trades a second of the emulator
     * @param command runs one of our commands and returns its exit code
     */
    AlpacaDemoFeed(
            EmulatorProcess emulator,
            FlinkClient flink,
            String brokers,
            String topic,
            Instant from,
            long wanted,
            double rate,
            ToIntFunction<String[]> command) {
        this.emulator = emulator;
        this.flink = flink;
        this.brokers = brokers;
        this.topic = topic;
        this.from = from;
        this.wanted = wanted;
        this.command = command;
        this.check = new DayCheck(brokers, topic);
        this.rate = rate;
    }

    /**
     * How long the emulator must trade for this many trades and a few more. Repairs take a while
     * after the last one, and a day without an end would continue during that time.
     *
     * @param rate trades a second
     * @return seconds
     */
    static double dayLength(long trades, double rate) {
        return Math.ceil(10.2 * trades / rate) / 10;
    }

    /**
     * Submits the ingest job. Stops the job of an earlier demo, because its feed is gone.
     *
     * @param feed name or address
     */
    void submit(String feed, String processingTime, String delivery) throws IOException {
        String name = "ingest " + topic;
        for (FlinkJob running : flink.jobs()) {
            if (!running.ended() && running.name().equals(name)) {
                flink.cancel(running.id(), Duration.ofSeconds(60));
            }
        }
        check.skip();
        List<String> submit = new ArrayList<>(List.of("submit", "ingest", "--feed=" + feed));
        if (emulator != null) {
            submit.addAll(
                    List.of(
                            "--history-url=" + emulator.history(),
                            "--symbols=" + String.join(",", emulator.symbols()),
                            "--channels=trades,quotes,bars",
                            "--credentials-file=" + emulator.keys(),
                            "--start=" + from));
        } else if (!feed.equals("test")) {
            submit.add(
                    "--symbols=" + (feed.equals("crypto") ? "BTC/USD,ETH/USD" : "AAPL,MSFT,SPY"));
        }
        submit.add("--processing-time=" + processingTime);
        submit.add("--delivery=" + delivery);
        if (command.applyAsInt(submit.toArray(String[]::new)) != 0) {
            throw UserError.failed("The demo stops here; the line above says why.");
        }
        job = flink.job(name).id();
    }

    @Override
    public void run() {
        Instant over =
                emulator == null
                        ? Instant.MAX
                        : Instant.now()
                                .plus(LAST_TRADE)
                                .plusSeconds((long) dayLength(wanted, rate));
        try {
            do {
                count();
                refuseFailure();
            } while ((wanted == 0 || (trades < wanted && Instant.now().isBefore(over)))
                    && !stopped.await(500, TimeUnit.MILLISECONDS));
            until = check.newest();
            awaitLedger();
            awaitRepairs();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (command.applyAsInt(new String[] {"savepoint", "--stop", job}) != 0) {
            throw UserError.failed("The ingest job could not be stopped.");
        }
        count();
    }

    private void count() {
        check.update();
        arrays = check.records();
        trades = check.trades();
    }

    private void refuseFailure() {
        if (flink.job(job).state().equals("FAILED")) {
            throw UserError.failed(flink.failure(job).orElse("The ingest job failed."));
        }
    }

    private void awaitLedger() throws InterruptedException {
        Instant deadline = Instant.now().plus(SILENCE);
        while (check.newest().isBefore(until.plus(SETTLED)) && Instant.now().isBefore(deadline)) {
            TimeUnit.MILLISECONDS.sleep(500);
            count();
        }
    }

    /** Waits for gaps that are open now. New ones may follow, but are not waited for. */
    private void awaitRepairs() throws InterruptedException {
        List<String> open = GapLedger.open(brokers, TopicNames.gaps(topic));
        if (open.isEmpty()) {
            return;
        }
        System.err.printf("Waiting for the repair of %d gaps.%n", open.size());
        Instant deadline = Instant.now().plus(REPAIR);
        while (Instant.now().isBefore(deadline)
                && GapLedger.open(brokers, TopicNames.gaps(topic)).stream()
                        .anyMatch(open::contains)) {
            TimeUnit.SECONDS.sleep(1);
            count();
        }
    }

    @Override
    public void stop() {
        stopped.countDown();
    }

    @Override
    public long arrays() {
        return arrays;
    }

    @Override
    public long trades() {
        return trades;
    }

    @Override
    public String summary() {
        return "The raw topic got %,d trades, %,d quotes and %,d bars in %,d arrays."
                .formatted(trades, check.quotes(), check.bars(), arrays);
    }

    /** Unknown: the feed decides how many of its messages have no table. */
    @Override
    public long deadLettersExpected() {
        return -1;
    }

    @Override
    public boolean prove() throws IOException, InterruptedException {
        if (emulator == null) {
            return true; // without a history of this feed there is nothing to compare
        }
        System.out.printf(
                "Raw topic against the emulator's day, with %,d faults:%n", emulator.faults());
        boolean clean = true;
        for (DayCheck.Result result : check.compareAll(emulator, from, until)) {
            System.out.println("  " + result);
            result.examples().forEach(System.out::println);
            clean &= result.clean();
        }
        return clean;
    }

    @Override
    public void close() {
        check.close();
        if (emulator != null) {
            emulator.close();
        }
    }
}
