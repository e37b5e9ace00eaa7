package io.tickhouse.connectors.alpaca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tickhouse.alpaca.emulator.AlpacaEmulator;
import io.tickhouse.alpaca.emulator.EmulatorOptions;
import io.tickhouse.alpaca.emulator.FaultPlan;
import io.tickhouse.alpaca.emulator.Feed;
import io.tickhouse.alpaca.emulator.Identity;
import io.tickhouse.connectors.alpaca.live.Outcome;
import io.tickhouse.connectors.alpaca.memory.GapRecord;
import io.tickhouse.connectors.alpaca.reader.FeedRecord;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.EpochNanos;
import io.tickhouse.connectors.alpaca.wire.FrameReader;
import io.tickhouse.model.JsonScanner.Unreadable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.SerializedThrowable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the source in a cluster against the emulator, and expects the emulator's day. */
class AlpacaSourceTest {

    private static final List<String> SYMBOLS = List.of("AAPL", "BRK.B", "SPY");

    /** By run: how often each identity came out. The cluster runs in this JVM, and writes here. */
    private static final Map<Long, Map<Identity, Integer>> RECEIVED = new ConcurrentHashMap<>();

    private static final Map<Long, Map<String, GapRecord>> LEDGERS = new ConcurrentHashMap<>();

    private static MiniCluster cluster;

    @TempDir Path folder;

    @BeforeAll
    static void startCluster() throws Exception {
        cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(2)
                                .build());
        cluster.start();
    }

    @AfterAll
    static void stopCluster() throws Exception {
        cluster.close();
    }

    @Test
    void calmStretchComesOutAsItIs() throws Exception {
        compare(new Random().nextInt(1 << 20), 0, Duration.ofSeconds(10));
    }

    @Test
    void stormLosesAndDoublesNothing() throws Exception {
        compare(new Random().nextInt(1 << 20), 30, Duration.ofSeconds(40));
    }

    @Test
    void wrongKeyFailsTheJobOnce() throws Exception {
        try (AlpacaEmulator emulator = AlpacaEmulator.start(EmulatorOptions.create())) {
            JobID job = submit(1, source(emulator, "wr0ng"));
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> cluster.getJobStatus(job).get() == JobStatus.FAILED);
            assertThat(cluster.requestJobResult(job).get().getSerializedThrowable().orElseThrow())
                    .extracting(SerializedThrowable::getFullStringifiedStackTrace)
                    .asString()
                    .contains(Outcome.AUTH_FAILED.sentence())
                    .doesNotContain("wr0ng");
            assertThat(emulator.counters().connections()).isOne();
        }
    }

    private void compare(long seed, int faults, Duration length) throws Exception {
        EmulatorOptions options =
                EmulatorOptions.create()
                        .seed(seed)
                        .symbols(SYMBOLS)
                        .tradesPerSecond(200)
                        .quotesPerSecond(0)
                        .opensOnFirstSubscription()
                        .dayLength(length)
                        .zombieHold(Duration.ofSeconds(1))
                        .faults(faults == 0 ? FaultPlan.none() : FaultPlan.storm(seed, faults));
        try (AlpacaEmulator emulator = AlpacaEmulator.start(options)) {
            JobID job = submit(seed, source(emulator, "s3cret"));
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> !emulator.day(Feed.IEX).from().equals(Instant.MAX));
            Instant end = emulator.day(Feed.IEX).from().plus(length);
            await().atMost(length.plusSeconds(60)).until(() -> emulator.now().isAfter(end));
            Map<Identity, Integer> day =
                    emulator.day(Feed.IEX)
                            .identities(
                                    io.tickhouse.alpaca.emulator.Channel.TRADES,
                                    SYMBOLS,
                                    emulator.day(Feed.IEX).from(),
                                    end);
            try {
                await().atMost(Duration.ofMinutes(2))
                        .pollInterval(Duration.ofMillis(500))
                        .until(
                                () ->
                                        received(seed).keySet().containsAll(day.keySet())
                                                && ledger(seed).values().stream()
                                                        // The silence after the day makes more.
                                                        .filter(gap -> gap.opened().isBefore(end))
                                                        .allMatch(gap -> gap.closed() != null));
            } finally {
                long missing =
                        day.keySet().stream().filter(i -> !received(seed).containsKey(i)).count();
                long duplicates = received(seed).values().stream().filter(n -> n > 1).count();
                System.out.printf(
                        "seed %d: %d faults, %d trades, %d missing, %d duplicates, %d gaps%n",
                        seed,
                        emulator.counters().faultsFired(),
                        day.size(),
                        missing,
                        duplicates,
                        ledger(seed).size());
            }
            cluster.cancelJob(job).get();
            assertThat(received(seed)).isEqualTo(day);
        }
    }

    private AlpacaSource source(AlpacaEmulator emulator, String secret) throws Exception {
        Path keys = folder.resolve("keys");
        Files.writeString(keys, "APCA_API_KEY_ID=AKTEST\nAPCA_API_SECRET_KEY=" + secret + "\n");
        Configuration options = new Configuration();
        options.set(AlpacaSourceOptions.FEED, emulator.webSocketUri(Feed.IEX).toString());
        options.set(AlpacaSourceOptions.HISTORY_URL, emulator.restUri().toString());
        options.set(AlpacaSourceOptions.SYMBOLS, SYMBOLS);
        options.set(AlpacaSourceOptions.CHANNELS, List.of(Channel.TRADES));
        options.set(AlpacaSourceOptions.CREDENTIALS_FILE, keys.toString());
        options.set(AlpacaSourceOptions.STALL_AFTER, Map.of("trades", "3s"));
        options.set(AlpacaSourceOptions.BACKOFF_FIRST, Duration.ofMillis(200));
        options.set(AlpacaSourceOptions.BACKOFF_MAX, Duration.ofSeconds(1));
        options.set(AlpacaSourceOptions.OVERLAP, Duration.ofSeconds(20));
        options.set(AlpacaSourceOptions.SLACK, Duration.ofSeconds(1));
        options.set(AlpacaSourceOptions.RECHECK_AFTER, Duration.ofSeconds(12));
        return AlpacaSource.of(options);
    }

    private static JobID submit(long run, AlpacaSource source) throws Exception {
        RECEIVED.put(run, new ConcurrentHashMap<>());
        LEDGERS.put(run, new ConcurrentHashMap<>());
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 100);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(2);
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "alpaca")
                .map(
                        record -> {
                            take(run, record);
                            return record.count();
                        })
                .returns(Integer.class)
                .sinkTo(new DiscardingSink<>());
        return cluster.submitJob(env.getStreamGraph()).get().getJobID();
    }

    private static void take(long run, FeedRecord record) throws Unreadable {
        if (record.isGap()) {
            ledger(run).put(record.gap.id(), record.gap);
            return;
        }
        if (record.isClock()) {
            return;
        }
        FrameReader reader = new FrameReader();
        int count = reader.read(record.frame);
        for (int e = 0; e < count; e++) {
            int start = reader.start(e);
            boolean kept = false;
            for (int m = 0; m < record.count(); m++) {
                kept |= record.start(m) == start;
            }
            if (kept && reader.channel(e) == Channel.TRADES) {
                received(run)
                        .merge(
                                new Identity(
                                        reader.symbol(e),
                                        reader.exchange(e),
                                        reader.id(e),
                                        EpochNanos.toInstant(reader.timeNs(e))),
                                1,
                                Integer::sum);
            }
        }
    }

    private static Map<Identity, Integer> received(long run) {
        return RECEIVED.get(run);
    }

    private static Map<String, GapRecord> ledger(long run) {
        return LEDGERS.get(run);
    }
}
