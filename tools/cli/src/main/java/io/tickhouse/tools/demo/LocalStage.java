package io.tickhouse.tools.demo;

import io.tickhouse.model.Kind;
import io.tickhouse.tools.Endpoints;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import io.tickhouse.tools.alpaca.EmulatorProcess;
import io.tickhouse.tools.feed.Generation;
import io.tickhouse.tools.flink.FlinkClient;
import io.tickhouse.tools.flink.Submission;
import io.tickhouse.tools.stack.LocalStack;
import io.tickhouse.tools.stack.Progress;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** The local stack, and the feed that the options name. */
final class LocalStage implements Stage {

    /** One message in five: a real feed has more, but the demo is about its trades. */
    private static final double QUOTES = 0.2;

    private final Workspace workspace;
    private final DemoOptions options;
    private final Commands commands;
    private ServiceWatch watch;

    LocalStage(Workspace workspace, DemoOptions options, Commands commands) {
        this.workspace = workspace;
        this.options = options;
        this.commands = commands;
    }

    @Override
    public void watch() {
        LocalStack stack = LocalStack.of(workspace);
        watch =
                ServiceWatch.begin(
                        () -> stack.heal(Progress.toStandardError()), Duration.ofSeconds(1));
    }

    @Override
    public boolean runs(String job) throws IOException {
        return new FlinkClient(endpoints().flink())
                .jobs().stream().anyMatch(each -> !each.ended() && each.name().equals(job));
    }

    @Override
    public boolean hasState(String job, List<String> arguments) throws IOException {
        return new Submission(workspace, endpoints().flink()).hasState(job, arguments);
    }

    @Override
    public Counts counts() {
        return new LiveCounts(endpoints());
    }

    @Override
    public String newestBars() {
        return NewestBars.inPinot(endpoints().pinotBroker());
    }

    @Override
    public long deadLetters() {
        return DeadLetters.committed(endpoints().kafka(), DemoScript.DEAD_LETTERS);
    }

    @Override
    public Endpoints endpoints() {
        return workspace.endpoints();
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.end();
        }
    }

    @Override
    public DemoFeed feed() throws IOException, InterruptedException {
        return switch (options.source) {
            case GENERATOR -> generated();
            case ALPACA_EMULATOR -> {
                Instant from = Instant.now();
                EmulatorProcess emulator = emulator(from);
                yield submitted(emulator, emulator.stream().toString(), from);
            }
            case ALPACA -> submitted(null, options.feed, Instant.now());
        };
    }

    private DemoFeed generated() {
        return new GeneratedFeed(
                new Generation(
                        Generation.Options.of(endpoints().kafka(), DemoScript.RAW)
                                .trades(options.trades)
                                .rate(options.rate)
                                .corrupt(options.corrupt)
                                .wellKnownSymbols()
                                .kinds(EnumSet.complementOf(EnumSet.of(Kind.QUOTE, Kind.BAR)))
                                .quotes(QUOTES)
                                .bars(true)));
    }

    /**
     * Starts the ingest job.
     *
     * @param emulator null for Alpaca itself
     * @param feed name or address
     */
    private DemoFeed submitted(EmulatorProcess emulator, String feed, Instant from)
            throws IOException {
        AlpacaDemoFeed alpaca =
                new AlpacaDemoFeed(
                        emulator,
                        new FlinkClient(endpoints().flink()),
                        endpoints().kafka(),
                        DemoScript.RAW,
                        from,
                        options.trades,
                        tradesPerSecond(),
                        commands::run);
        try {
            alpaca.submit(feed, options.processingTime, options.delivery);
            return alpaca;
        } catch (UserError | IOException e) {
            alpaca.close();
            throw e;
        }
    }

    private double tradesPerSecond() {
        return options.rate * (1 - QUOTES);
    }

    private EmulatorProcess emulator(Instant opening) throws IOException, InterruptedException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--port=0",
                                "--opens-at=" + opening,
                                "--rate=" + options.rate,
                                "--quotes=" + QUOTES,
                                "--zombie-hold=5"));
        if (options.trades > 0) {
            arguments.add(
                    "--day-length=" + AlpacaDemoFeed.dayLength(options.trades, tradesPerSecond()));
        }
        if (options.faults != null) {
            arguments.add("--faults=" + options.faults);
        }
        return EmulatorProcess.start(workspace.home().resolve("alpaca-emulator"), arguments);
    }
}
