package io.tickhouse.connectors.alpaca.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.connectors.alpaca.live.FeedEvent;
import io.tickhouse.connectors.alpaca.live.Outcome;
import io.tickhouse.connectors.alpaca.memory.FeedState;
import io.tickhouse.connectors.alpaca.memory.Gap;
import io.tickhouse.connectors.alpaca.memory.GapBook;
import io.tickhouse.connectors.alpaca.memory.GapRecord;
import io.tickhouse.connectors.alpaca.memory.RepairCursor;
import io.tickhouse.connectors.alpaca.memory.RepairOptions;
import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.EpochNanos;
import io.tickhouse.connectors.alpaca.wire.FeedClock;
import io.tickhouse.connectors.alpaca.wire.Subscriptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.arbitraries.ListArbitrary;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.connector.testutils.source.reader.TestingReaderOutput;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * A day in simulated time with lost connections, repeated and late messages, restores from
 * checkpoints and repairs that continue through all of it. At the end each trade was emitted once.
 *
 * <p>The seed makes the day and the pace of its repairs. What goes wrong is a list, so that a
 * failure shrinks to the few events that it takes.
 */
class FeedEmitterRandomTest {

    private static final Instant OPEN = Instant.parse("2026-03-02T14:30:00Z");
    private static final int STEPS = 4_000;
    private static final Duration STEP = Duration.ofMillis(50);
    private static final List<String> SYMBOLS = List.of("AAPL", "BRK.B", "F", "RARE");
    private static final Duration OVERLAP = Duration.ofSeconds(6);
    private static final Duration LATEST = Duration.ofSeconds(3);

    private static final AlpacaFeed FEED =
            AlpacaFeed.of("ws://localhost/v2/iex", "http://localhost");
    private static final Subscriptions WANTED =
            Subscriptions.of(List.of(Channel.TRADES, Channel.STATUSES), SYMBOLS);

    private record Trade(String symbol, long id, Instant time, Instant published) {

        String live() {
            return "{\"T\":\"t\",\"S\":\"%s\",\"i\":%d,\"x\":\"V\",\"p\":1,\"t\":\"%s\"}"
                    .formatted(symbol, id, time);
        }

        /** Another order of keys, another text of the price. */
        String recovered() {
            return "{\"T\":\"t\",\"S\":\"%s\",\"t\":\"%s\",\"x\":\"V\",\"p\":1.0,\"i\":%d}"
                    .formatted(symbol, time, id);
        }
    }

    /** A repair in progress. */
    private static final class Job {

        private final FeedSplit.Repair repair;
        private RepairCursor cursor;
        private Instant due;

        private Job(FeedSplit.Repair repair, Instant due) {
            this.repair = repair;
            this.cursor = repair.cursor();
            this.due = due;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Checkpoint(byte[] state, int emitted) {}

    private enum Kind {
        LOSS,
        /** So long that it is read in parts. */
        LONG_LOSS,
        REPETITION,
        CHECKPOINT,
        RESTORE
    }

    /**
     * Something that happens on the day.
     *
     * @param steps after the one before
     * @param count messages that are repeated
     */
    private record Event(Kind kind, int steps, int count) {}

    private final List<Trade> day = new ArrayList<>();
    private final List<Job> jobs = new ArrayList<>();
    private final TestingReaderOutput<FeedRecord> output = new TestingReaderOutput<>();
    private Random random;
    private RepairOptions options;
    private FeedEmitter emitter;
    private FeedState state;
    private Checkpoint checkpoint;
    private Instant now = OPEN;
    private Instant silentUntil = OPEN;
    private boolean connected;

    @Provide
    ListArbitrary<Event> events() {
        Arbitrary<Kind> kinds =
                Arbitraries.frequency(
                        Tuple.of(14, Kind.LOSS),
                        Tuple.of(2, Kind.LONG_LOSS),
                        Tuple.of(10, Kind.REPETITION),
                        Tuple.of(25, Kind.CHECKPOINT),
                        Tuple.of(3, Kind.RESTORE));
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.integers().between(0, 40))
                .as(Event::new)
                .list()
                .ofMaxSize(STEPS / 20)
                .withSizeDistribution(RandomDistribution.uniform());
    }

    /** jqwik makes one instance for all tries. */
    @Property(tries = 16, edgeCases = EdgeCasesMode.NONE)
    void eachTradeOnce(
            @ForAll("events") List<Event> events, @ForAll long seed, @ForAll boolean tight)
            throws IOException {
        new FeedEmitterRandomTest().run(events, seed, tight);
    }

    /**
     * @param tight whether far fewer messages are remembered than come
     */
    private void run(List<Event> events, long seed, boolean tight) throws IOException {
        random = new Random(seed);
        makeDay();
        options =
                new RepairOptions(
                        OVERLAP,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(4),
                        tight ? 400 : 1_000_000,
                        3,
                        50,
                        OPEN);
        start(FeedState.empty(FEED, options, "run"));
        checkpoint = take();
        Iterator<Event> rest = events.iterator();
        Event event = rest.hasNext() ? rest.next() : null;
        int wait = event == null ? 0 : event.steps();
        int next = 0;
        for (int step = 0; step < STEPS; step++) {
            now = now.plus(STEP);
            int end = next;
            while (end < day.size() && !day.get(end).published().isAfter(now)) {
                end++;
            }
            if (connected) {
                data(day.subList(next, end));
            }
            next = end;
            while (event != null && wait-- == 0) {
                happen(event, next);
                event = rest.hasNext() ? rest.next() : null;
                wait = event == null ? 0 : event.steps();
            }
            goOn();
        }
        if (!connected) {
            subscribed();
        }
        while (state.gaps().count() > 0) {
            now = now.plusSeconds(1);
            repair();
        }
        Map<String, Long> counts =
                output.getEmittedRecords().stream()
                        .flatMap(FeedEmitterRandomTest::identities)
                        .collect(Collectors.groupingBy(i -> i, Collectors.counting()));
        long duplicates = counts.values().stream().filter(n -> n > 1).count();
        long missing =
                day.stream().filter(t -> !counts.containsKey(t.symbol() + " " + t.id())).count();
        assertThat(missing).as("missing").isZero();
        assertThat(duplicates).as("duplicates").isZero();
        assertThat(counts).hasSize(day.size());
        assertThat(ledger().values()).as("ledger").allMatch(this::isClosed);
    }

    private void makeDay() {
        long id = 0;
        Instant end = OPEN.plus(STEP.multipliedBy(STEPS - 100));
        for (Instant t = OPEN; t.isBefore(end); t = t.plusMillis(1 + random.nextInt(60))) {
            String symbol = SYMBOLS.get(random.nextInt(SYMBOLS.size() - 1));
            if (random.nextInt(300) == 0) {
                symbol = "RARE";
            }
            Duration late =
                    random.nextInt(20) == 0
                            ? Duration.ofMillis(random.nextInt((int) LATEST.toMillis()))
                            : Duration.ZERO;
            day.add(new Trade(symbol, id++, t.plusNanos(random.nextInt(1000)), t.plus(late)));
        }
        day.sort(Comparator.comparing(Trade::published));
    }

    private void happen(Event event, int published) throws IOException {
        switch (event.kind()) {
            case LOSS, LONG_LOSS -> {
                if (connected) {
                    connected = false;
                    silentUntil = now.plusSeconds(event.kind() == Kind.LONG_LOSS ? 40 : 0);
                    event(new FeedEvent.Lost(Outcome.CLOSE_ABNORMAL, "gone", now));
                }
            }
            case REPETITION -> {
                if (connected) {
                    data(day.subList(Math.max(0, published - event.count()), published));
                }
            }
            case CHECKPOINT -> checkpoint = take();
            case RESTORE -> {
                connected = false;
                restore();
            }
        }
    }

    /** A lost connection comes back some time, and repairs go on. */
    private void goOn() {
        if (!connected) {
            if (now.isAfter(silentUntil) && random.nextInt(25) == 0) {
                subscribed();
            } else if (random.nextInt(10) == 0) {
                event(new FeedEvent.Lost(Outcome.CANNOT_CONNECT, "still gone", now));
            }
        }
        if (random.nextInt(3) == 0) {
            repair();
        }
    }

    private void subscribed() {
        // Some symbols may be live before all are.
        if (random.nextBoolean()) {
            List<Trade> latest =
                    day.stream()
                            .filter(t -> !t.published().isAfter(now))
                            .filter(t -> t.published().isAfter(now.minusMillis(200)))
                            .filter(t -> t.symbol().equals("AAPL"))
                            .toList();
            data(latest);
        }
        connected = true;
        event(new FeedEvent.Subscribed(WANTED, now));
    }

    private void data(List<Trade> trades) {
        if (!trades.isEmpty()) {
            event(new FeedEvent.Data(frame(trades.stream().map(Trade::live).toList()), now));
        }
    }

    private void event(FeedEvent event) {
        emit(new Fetched.Live(event));
    }

    private void emit(Fetched item) {
        emitter.emitRecord(item, output, state);
        state.gaps().startRepairs().forEach(this::begin);
    }

    private void begin(Gap gap) {
        jobs.add(new Job(FeedSplit.Repair.of(gap), now));
    }

    /** One page of one gap. */
    private void repair() {
        List<Job> due = jobs.stream().filter(job -> !job.due.isAfter(now)).toList();
        if (due.isEmpty()) {
            return;
        }
        Job job = due.get(random.nextInt(due.size()));
        Gap.Batch batch = job.repair.batches().get(job.cursor.batch());
        Instant from = EpochNanos.toInstant(batch.from());
        Instant to = EpochNanos.toInstant(job.repair.to());
        List<Trade> all =
                day.stream()
                        .filter(t -> !t.published().isAfter(now))
                        .filter(t -> batch.symbols().contains(t.symbol()))
                        .filter(t -> !t.time().isBefore(from) && !t.time().isAfter(to))
                        .sorted(
                                Comparator.comparing(Trade::symbol)
                                        .thenComparing(Trade::time)
                                        .thenComparing(Trade::id))
                        .toList();
        // Like Alpaca's: a token names the last message of the page before it.
        String token = job.cursor.token();
        List<Trade> rest =
                token == null ? all : all.stream().filter(t -> isBehind(t, token)).toList();
        List<Trade> page = rest.subList(0, Math.min(options.pageSize(), rest.size()));
        String nextToken = page.size() == rest.size() ? null : key(page.get(page.size() - 1));
        RepairCursor before = job.cursor;
        job.cursor =
                nextToken == null
                        ? before.next(job.repair.batches().size())
                        : new RepairCursor(before.pass(), before.batch(), nextToken);
        if (job.cursor.pass() > before.pass()) {
            job.due = now.plus(options.recheckAfter());
        }
        if (job.cursor.isDone()) {
            jobs.remove(job);
        }
        emit(
                new Fetched.Page(
                        job.repair.gap(),
                        frame(page.stream().map(Trade::recovered).toList()),
                        job.cursor));
    }

    private static String key(Trade trade) {
        return trade.symbol() + "|" + EpochNanos.of(trade.time()) + "|" + trade.id();
    }

    private static boolean isBehind(Trade trade, String token) {
        String[] parts = token.split("\\|", -1);
        Comparator<Trade> order =
                Comparator.comparing(Trade::symbol)
                        .thenComparing(Trade::time)
                        .thenComparing(Trade::id);
        Trade last =
                new Trade(
                        parts[0],
                        Long.parseLong(parts[2]),
                        EpochNanos.toInstant(Long.parseLong(parts[1])),
                        OPEN);
        return order.compare(trade, last) > 0;
    }

    private Checkpoint take() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(1024);
        state.write(out);
        return new Checkpoint(out.getCopyOfBuffer(), output.getEmittedRecords().size());
    }

    /** Rolls back what was emitted since the checkpoint, and the memory of it. */
    private void restore() throws IOException {
        List<FeedRecord> emitted = output.getEmittedRecords();
        emitted.subList(checkpoint.emitted(), emitted.size()).clear();
        FeedState restored =
                FeedState.read(new DataInputDeserializer(checkpoint.state()), FEED, options);
        restored.gaps().lost(GapBook.RESTORED, "restored", now);
        jobs.clear();
        start(restored);
        state.gaps().startRepairs().forEach(this::begin);
    }

    private void start(FeedState fresh) {
        FeedClock clock = new FeedClock(Clock.fixed(OPEN, ZoneOffset.UTC));
        emitter =
                new FeedEmitter(
                        new FeedMetrics(new TestingReaderContext().metricGroup(), clock),
                        clock,
                        Integer.MAX_VALUE);
        state = fresh;
    }

    private Map<String, GapRecord> ledger() {
        Map<String, GapRecord> ledger = new HashMap<>();
        output.getEmittedRecords().stream()
                .filter(FeedRecord::isGap)
                .forEach(r -> ledger.put(r.gap.id(), r.gap));
        return ledger;
    }

    private boolean isClosed(GapRecord gap) {
        return gap.state()
                == (gap.channel().equals("trades")
                        ? GapRecord.State.REPAIRED
                        : GapRecord.State.UNREPAIRABLE);
    }

    private static Stream<String> identities(FeedRecord record) {
        return IntStream.range(0, record.count())
                .mapToObj(
                        m -> {
                            String message =
                                    new String(
                                            record.frame,
                                            record.start(m),
                                            record.end(m) - record.start(m),
                                            StandardCharsets.UTF_8);
                            return record.symbol(m)
                                    + " "
                                    + message.replaceAll(".*\"i\":(\\d+).*", "$1");
                        });
    }

    private static byte[] frame(List<String> messages) {
        return ("[" + String.join(",", messages) + "]").getBytes(StandardCharsets.UTF_8);
    }
}
