package io.tickhouse.tools.bench;

import io.tickhouse.tools.Shell;
import io.tickhouse.tools.Workspace;
import io.tickhouse.tools.feed.OnCtrlC;
import io.tickhouse.tools.stack.Progress;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tickhouse bench}: measures all contenders side by side in one run. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures the flatten job next to other ways to do its work, in one run on one machine:"
                    + " a loop without a framework (the limit), Kafka Streams, Flink SQL.",
            "With --measure analytics, measures the analytics job next to HOP of Flink SQL and"
                    + " SlidingEventTimeWindows.",
            "Starts a stack of its own and removes it afterwards. Results go to a folder as JSON,"
                    + " Markdown and charts."
        },
        footer = {
            "%nExamples:",
            "  ./tickhouse bench",
            "  ./tickhouse bench --quick       (about five minutes)",
            "  ./tickhouse bench --only loop-both,flink-both --trades 2000000 --rounds 3",
            "  ./tickhouse bench --only flink-both --measure throughput --before old/jobs-0.1.0-all.jar",
            "  ./tickhouse bench --only flink-both --measure latency,recovery --rate 20000",
            "  ./tickhouse bench --measure analytics --trades 5000000 --rounds 3",
            "  ./tickhouse bench --list"
        })
public final class BenchCommand implements Callable<Integer> {

    private static final Duration CLEAN_UP = Duration.ofSeconds(90);

    @Spec private CommandSpec spec;
    @Mixin private Workspace workspace;
    @Mixin private BenchOptions options;

    private final Progress progress = Progress.toStandardError();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (options.list()) {
            Contenders.all().forEach(choice -> System.out.println(choice.name()));
            Contenders.ofWindows().forEach(choice -> System.out.println(choice.name()));
            System.out.println(Jmh.NAME);
            return 0;
        }
        options.check();
        // Before anything is moved to other cores, so that the results describe the user's machine.
        Findings findings =
                new Findings(
                        options.out(),
                        Results.none(
                                new Results.Run(
                                        command(),
                                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                                        Machine.here(workspace.projectRoot())),
                                options.settings(new Backlog("", 0, 0, 0, null), Cores.SHARED)),
                        progress);
        Thread bench = Thread.currentThread();
        OnCtrlC onCtrlC =
                OnCtrlC.install(
                        () -> {
                            findings.stop();
                            bench.interrupt();
                        },
                        CLEAN_UP,
                        "The clean-up takes long; ./tickhouse clear --home "
                                + Shell.quoted(BenchOptions.home(workspace).toString())
                                + " does it.");
        try {
            run(findings);
        } finally {
            System.err.println(findings.place());
            onCtrlC.remove();
        }
        System.out.print(findings.report());
        return findings.areFailed() ? 1 : 0;
    }

    private void run(Findings findings) throws IOException, InterruptedException {
        if (options.measures(Measure.THROUGHPUT) || options.measures(Measure.ANALYTICS)) {
            findings.attempt("Throughput", () -> throughput(findings));
        }
        if (options.measures(Measure.LATENCY) || options.measures(Measure.RECOVERY)) {
            findings.attempt("Latency and recovery", () -> live(findings));
        }
    }

    private void throughput(Findings findings) throws IOException, InterruptedException {
        Cores cores = options.pin() ? Cores.pinned() : Cores.SHARED;
        Cores.Moved moved = cores.moveHere();
        try (BenchStack stack = options.start(workspace, cores, progress);
                Broker broker = new Broker(stack.endpoints().kafka());
                Outputs outputs = new Outputs(stack, broker, progress)) {
            List<Contender> contenders = options.make(options.contenders(), stack);
            if (!contenders.isEmpty()) {
                findings.attempt(
                        "Throughput", () -> drain(stack, broker, outputs, contenders, findings));
            }
            if (options.jmh()) {
                progress.line("running JMH");
                findings.attempt(
                        "JMH",
                        () -> {
                            List<Jmh.Score> scores = new Jmh(stack).run(options.quick());
                            findings.add(results -> results.withJmh(scores));
                        });
            }
        } finally {
            moved.close();
        }
    }

    private void drain(
            BenchStack stack,
            Broker broker,
            Outputs outputs,
            List<Contender> contenders,
            Findings findings)
            throws IOException, InterruptedException {
        progress.line("making a backlog of " + options.trades() + " trades");
        Backlog backlog = options.backlog(stack, broker);
        new Throughput(
                        new Drain(stack, broker, outputs, backlog),
                        outputs,
                        new Calibration(stack),
                        options.interval(),
                        options.settings(backlog, stack.cores()),
                        findings,
                        progress)
                .run(contenders, options.rounds());
    }

    /**
     * Measures in a stack of its own without pinned cores: with Pinot, one core is not enough for
     * all services.
     */
    private void live(Findings findings) throws IOException, InterruptedException {
        try (BenchStack stack = options.start(workspace, Cores.SHARED, progress);
                Broker broker = new Broker(stack.endpoints().kafka());
                Outputs outputs = new Outputs(stack, broker, progress)) {
            List<Contender> contenders = options.make(options.liveContenders(), stack);
            Live live = new Live(stack, broker, outputs, options.deliveries(), findings, progress);
            if (options.measures(Measure.LATENCY)) {
                findings.attempt("Latency", () -> live.latency(contenders, options.latency()));
            }
            if (options.measures(Measure.RECOVERY)) {
                findings.attempt("Recovery", () -> live.recovery(contenders, options.recovery()));
            }
        }
    }

    private String command() {
        List<String> words = spec.commandLine().getParseResult().originalArgs();
        return "./tickhouse " + String.join(" ", words);
    }
}
