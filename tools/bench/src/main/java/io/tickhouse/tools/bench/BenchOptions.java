package io.tickhouse.tools.bench;

import io.tickhouse.kafka.topics.Delivery;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import io.tickhouse.tools.stack.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What to measure, and for how long. */
final class BenchOptions {

    /** Contenders whose latency and recovery are measured by default. */
    private static final Set<String> LIVE = Set.of("loop-kafka", "flink-both", "streams-kafka");

    private static final Set<String> LIVE_IN_QUICK = Set.of("flink-both");

    /** Contenders that a quick run leaves out unless it is asked for them. */
    private static final Set<String> NOT_IN_QUICK =
            Set.of(
                    "loop-consume",
                    "loop-parse",
                    "loop-iceberg",
                    "flink-iceberg",
                    "flink-sql-both",
                    "flink-sql-explode-kafka",
                    "flink-sql-explode-both");

    /** Symbols of the backlog of analytics: of 5,000,000 trades, each minute of each has some. */
    private static final int SYMBOLS_OF_ANALYTICS = 300;

    private static final double SECONDS_PER_HOUR = 3600;

    @Option(
            names = "--quick",
            description =
                    "Fewer trades, rounds and contenders, the parser's JMH benchmarks, and latency"
                            + " and recovery of flink-both exactly-once. It takes about five"
                            + " minutes on two quiet cores. The results say that it was a quick"
                            + " run.")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Measure only these: names of --list, or engines such as flink.")
    private Set<String> only = new LinkedHashSet<>();

    @Option(
            names = "--measure",
            paramLabel = "WHAT",
            split = ",",
            description =
                    "throughput, latency, recovery (default: all of them). Or analytics, alone: bars"
                            + " and windows of flattened trades.")
    private Set<String> measure = new LinkedHashSet<>();

    @Option(
            names = "--before",
            paramLabel = "JAR",
            description =
                    "The jar of an earlier build of the flatten job. Its throughput is measured"
                            + " next to that of this build, as flink-before.")
    private Path before;

    @Mixin private LiveOptions live;

    @Option(names = "--list", description = "Print the names of all that can be measured, and end.")
    private boolean list;

    @Option(
            names = "--trades",
            paramLabel = "N",
            description = "Trades of the backlog (default 5000000, quick 200000).")
    private Long trades;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Times that each contender runs (default 5, quick 1).")
    private Integer rounds;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description =
                    "Checkpoint and commit interval of all contenders (default ${DEFAULT-VALUE}).")
    private double interval;

    @Option(
            names = "--symbols",
            paramLabel = "N",
            description =
                    "Symbols of the backlog (default "
                            + Backlog.SYMBOLS
                            + ", analytics "
                            + SYMBOLS_OF_ANALYTICS
                            + ").")
    private Integer symbols;

    @Option(
            names = "--hours",
            paramLabel = "H",
            defaultValue = "6.5",
            description =
                    "Hours of event time that the backlog of analytics spans (default"
                            + " ${DEFAULT-VALUE}).")
    private double hours;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "150",
            description =
                    "Trades per batch of the generator; each batch is an array per partition it"
                            + " touches (default ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the backlog (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--no-pin",
            description =
                    "Do not give the process under test a core of its own. By default it gets one"
                            + " if there is taskset and a second core.")
    private boolean noPin;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "bench-results",
            description = "Folder of the results (default ${DEFAULT-VALUE}).")
    private Path out;

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            defaultValue = "600",
            description =
                    "Added to every port of the bench's own stack (default ${DEFAULT-VALUE}).")
    private int portOffset;

    @Option(
            names = "--keep",
            description = "Leave the services running and the data in HOME/bench.")
    private boolean keep;

    /**
     * Rejects values that make no sense.
     *
     * @throws UserError (bad usage)
     */
    void check() {
        require(trades() >= 1, "--trades must be 1 or more.");
        require(rounds() >= 1, "--rounds must be 1 or more.");
        require(interval >= 0.1, "--interval must be 0.1 seconds or more.");
        require(batchSize >= 1, "--batch-size must be 1 or more.");
        require(symbols() >= 1, "--symbols must be 1 or more.");
        require(hours > 0 && hours <= 24, "--hours must be more than 0, and 24 at most.");
        require(portOffset >= 0, "--port-offset must be 0 or more.");
        require(
                before == null || Files.isRegularFile(before),
                "There is no file " + before + ": --before takes the jar of a build of the job.");
        live.check();
        for (String what : measure) {
            require(
                    Arrays.stream(Measure.values()).anyMatch(m -> m.option().equals(what)),
                    "--measure takes throughput, latency, recovery and analytics, not "
                            + what
                            + ".");
        }
        require(
                measure.size() <= 1 || !measures(Measure.ANALYTICS),
                "--measure analytics stands alone: it has a backlog of its own.");
        for (String name : only) {
            require(
                    name.equals(Jmh.NAME)
                            || Contenders.all().stream().anyMatch(c -> matches(c, name))
                            || Contenders.ofWindows().stream().anyMatch(c -> matches(c, name)),
                    "There is no contender " + name + ": ./tickhouse bench --list names them.");
            require(
                    measures(Measure.ANALYTICS)
                            == Contenders.ofWindows().stream().anyMatch(c -> matches(c, name)),
                    measures(Measure.ANALYTICS)
                            ? "--measure analytics does not measure " + name + "."
                            : name + " is measured with --measure analytics.");
        }
    }

    /** Whether the benchmarks within a JVM run too. */
    boolean jmh() {
        return measures(Measure.THROUGHPUT) && (only.isEmpty() || only.contains(Jmh.NAME));
    }

    /** Deliveries to topics, for latency and recovery. */
    List<Delivery> deliveries() {
        return quick && only.isEmpty()
                ? List.of(Delivery.EXACTLY_ONCE)
                : List.of(Delivery.values());
    }

    private static boolean matches(Contenders.Choice choice, String name) {
        return choice.name().equals(name) || choice.engine().equals(name);
    }

    static void require(boolean met, String sentence) {
        if (!met) {
            throw UserError.badUsage(sentence);
        }
    }

    /** The chosen contenders, in the order of the tables. */
    List<Contenders.Choice> contenders() {
        if (measures(Measure.ANALYTICS)) {
            return chosen(Contenders.ofWindows(), choice -> true);
        }
        List<Contenders.Choice> chosen =
                chosen(Contenders.all(), choice -> !quick || !NOT_IN_QUICK.contains(choice.name()));
        return before == null ? chosen : Contenders.withBefore(chosen);
    }

    /** Those that were asked for, or these if nothing was. */
    private List<Contenders.Choice> chosen(
            List<Contenders.Choice> all, Predicate<Contenders.Choice> otherwise) {
        return all.stream()
                .filter(
                        choice ->
                                only.isEmpty()
                                        ? otherwise.test(choice)
                                        : only.stream().anyMatch(name -> matches(choice, name)))
                .toList();
    }

    /** Creates the contenders on these services. */
    List<Contender> make(List<Contenders.Choice> choices, BenchStack stack) throws IOException {
        List<Contender> contenders = new ArrayList<>();
        for (Contenders.Choice choice : choices) {
            contenders.add(Contenders.make(choice, stack, before));
        }
        return contenders;
    }

    boolean measures(Measure what) {
        return measure.contains(what.option()) || (measure.isEmpty() && what != Measure.ANALYTICS);
    }

    /** The contenders whose latency and recovery are measured; all of them write topics. */
    List<Contenders.Choice> liveContenders() {
        Set<String> otherwise = quick ? LIVE_IN_QUICK : LIVE;
        return chosen(Contenders.all(), choice -> otherwise.contains(choice.name())).stream()
                .filter(choice -> choice.leg().kafka())
                .toList();
    }

    LatencyTrial.Plan latency() {
        return live.latency(quick, interval());
    }

    RecoveryTrial.Plan recovery() {
        return live.recovery(quick, interval());
    }

    boolean list() {
        return list;
    }

    boolean quick() {
        return quick;
    }

    long trades() {
        return trades != null ? trades : quick ? 200_000 : 5_000_000;
    }

    int rounds() {
        return rounds != null ? rounds : quick ? 1 : 5;
    }

    Duration interval() {
        return Duration.ofMillis(Math.round(interval * 1000));
    }

    boolean pin() {
        return !noPin;
    }

    /** State directory of the bench's own stack, below that of the workspace. */
    static Path home(Workspace workspace) {
        return workspace.home().resolve("bench");
    }

    Path out() {
        return out.toAbsolutePath().normalize();
    }

    /** Starts a stack of the bench's own. */
    BenchStack start(Workspace workspace, Cores cores, Progress progress) {
        return BenchStack.start(home(workspace), portOffset, cores, keep, progress);
    }

    int symbols() {
        return symbols != null
                ? symbols
                : measures(Measure.ANALYTICS) ? SYMBOLS_OF_ANALYTICS : Backlog.SYMBOLS;
    }

    Backlog backlog(BenchStack stack, Broker broker) throws IOException, InterruptedException {
        boolean flattened = measures(Measure.ANALYTICS);
        Duration span = flattened ? Duration.ofSeconds(Math.round(hours * SECONDS_PER_HOUR)) : null;
        Backlog raw =
                Backlog.make(
                        stack,
                        broker,
                        new Backlog.Wanted(trades(), symbols(), batchSize, seed, span));
        return flattened ? raw.flattened(Contenders.flatten(stack), broker) : raw;
    }

    Settings settings(Backlog backlog, Cores cores) {
        return new Settings(
                quick,
                backlog.trades(),
                backlog.records(),
                backlog.bytes(),
                Backlog.PARTITIONS,
                symbols(),
                batchSize,
                seed,
                rounds(),
                interval().toMillis(),
                Delivery.EXACTLY_ONCE.option(),
                1,
                measures(Measure.ANALYTICS) ? hours : null,
                cores.underTest(),
                cores.services());
    }
}
