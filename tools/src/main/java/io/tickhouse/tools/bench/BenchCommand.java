package io.tickhouse.tools.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.Workspace;
import io.tickhouse.tools.stack.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tickhouse bench}: everything side by side in one run. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures the flatten job beside other ways to do its work, in one run on one machine: a"
                    + " loop without a framework (the limit), Kafka Streams, Flink SQL.",
            "Starts a stack of its own and removes it afterwards. Results go to a folder as JSON,"
                    + " Markdown and charts."
        },
        footer = {
            "%nExamples:",
            "  ./tickhouse bench",
            "  ./tickhouse bench --quick",
            "  ./tickhouse bench --only loop-both,flink-both --trades 2000000 --rounds 3",
            "  ./tickhouse bench --only flink-both --measure throughput --before old/jobs-0.1.0-all.jar",
            "  ./tickhouse bench --only flink-both --measure latency,recovery --rate 20000",
            "  ./tickhouse bench --list"
        })
public final class BenchCommand implements Callable<Integer> {

    private static final long CLEAN_UP_SECONDS = 90;

    @Spec private CommandSpec spec;
    @Mixin private Workspace workspace;
    @Mixin private BenchOptions options;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (options.list()) {
            Contenders.all().forEach(choice -> System.out.println(choice.name()));
            System.out.println(Jmh.NAME);
            return 0;
        }
        options.check();
        CountDownLatch done = new CountDownLatch(1);
        Thread hook = new Thread(onCtrlC(Thread.currentThread(), done), "bench-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return run(Progress.toStandardError());
        } finally {
            done.countDown();
            keepUnlessEnding(hook);
        }
    }

    private int run(Progress progress) throws IOException, InterruptedException {
        // Before anything is moved: the machine as the user has it.
        Machine machine = Machine.here(workspace.projectRoot());
        Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Results results = nothing(machine, started);
        if (options.measures(Measure.THROUGHPUT)) {
            Cores cores = options.pin() ? Cores.pinned() : Cores.SHARED;
            Cores.Moved moved = cores.moveHere();
            try {
                results = throughput(machine, started, cores, progress);
            } finally {
                moved.close();
            }
        }
        if (options.measures(Measure.LATENCY) || options.measures(Measure.RECOVERY)) {
            results = live(results, started, progress);
        }
        return write(results);
    }

    private Results nothing(Machine machine, Instant started) {
        return new Results(
                command(),
                started.toString(),
                0,
                machine,
                options.settings(new Backlog("", 0, 0, 0), Cores.SHARED),
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private Results throughput(Machine machine, Instant started, Cores cores, Progress progress)
            throws IOException, InterruptedException {
        try (BenchStack stack = start(cores, progress);
                Broker broker = new Broker(stack.endpoints().kafka());
                Outputs outputs = new Outputs(stack, broker)) {
            List<Contender> contenders = make(options.contenders(), stack);
            progress.line("making a backlog of " + options.trades() + " trades");
            Backlog backlog =
                    Backlog.make(
                            stack, broker, options.trades(), options.batchSize(), options.seed());
            Calibration calibration = new Calibration(stack);
            Drain drain = new Drain(stack, broker, outputs, backlog);
            List<ContenderResult> throughput =
                    new Throughput(drain, outputs, calibration, options.interval(), progress)
                            .run(contenders, options.rounds());
            List<Jmh.Score> jmh = List.of();
            if (options.jmh()) {
                progress.line("running JMH");
                jmh = new Jmh(stack).run(options.quick());
            }
            List<Goal> goals = Results.goals(throughput, jmh);
            return new Results(
                    command(),
                    started.toString(),
                    Duration.between(started, Instant.now()).toSeconds(),
                    machine,
                    options.settings(backlog, cores),
                    throughput.isEmpty() ? null : calibration.cpuSeconds(),
                    throughput,
                    jmh,
                    List.of(),
                    List.of(),
                    goals);
        }
    }

    /** In a stack of its own, where nobody is pinned: with Pinot one core is not enough for all. */
    private Results live(Results before, Instant started, Progress progress)
            throws IOException, InterruptedException {
        try (BenchStack stack = start(Cores.SHARED, progress);
                Broker broker = new Broker(stack.endpoints().kafka());
                Outputs outputs = new Outputs(stack, broker)) {
            List<Contender> contenders = make(options.liveContenders(), stack);
            Live live = new Live(stack, broker, outputs, progress);
            List<LatencyResult> latency =
                    options.measures(Measure.LATENCY)
                            ? live.latency(contenders, options.latency())
                            : List.of();
            List<RecoveryResult> recovery =
                    options.measures(Measure.RECOVERY)
                            ? live.recovery(contenders, options.recovery())
                            : List.of();
            return before.with(
                    latency,
                    recovery,
                    Duration.between(started, Instant.now()).toMillis() / 1000.0);
        }
    }

    private BenchStack start(Cores cores, Progress progress) {
        return BenchStack.start(
                options.home(workspace), options.portOffset(), cores, options.keep(), progress);
    }

    private List<Contender> make(List<Contenders.Choice> choices, BenchStack stack)
            throws IOException {
        List<Contender> contenders = new ArrayList<>();
        for (Contenders.Choice choice : choices) {
            contenders.add(Contenders.make(choice, stack, options.before()));
        }
        return contenders;
    }

    private int write(Results results) throws IOException {
        Path folder = Files.createDirectories(options.out());
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(folder.resolve("bench.json").toFile(), results);
        Charts.write(results, folder);
        String report = MarkdownReport.of(results);
        Files.writeString(folder.resolve("bench.md"), report);
        System.out.print(report);
        System.err.println("Results are in " + folder);
        return results.isFailed() ? 1 : 0;
    }

    private String command() {
        List<String> words = spec.commandLine().getParseResult().originalArgs();
        return "./tickhouse " + String.join(" ", words);
    }

    /** Ends the run, and lets it clean up before the JVM goes. */
    private static Runnable onCtrlC(Thread bench, CountDownLatch done) {
        return () -> {
            bench.interrupt();
            try {
                if (!done.await(CLEAN_UP_SECONDS, TimeUnit.SECONDS)) {
                    System.err.println(
                            "The clean-up takes long; ./tickhouse clear --home HOME/bench does it.");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    private static void keepUnlessEnding(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is what ended the run.
            return;
        }
    }
}
