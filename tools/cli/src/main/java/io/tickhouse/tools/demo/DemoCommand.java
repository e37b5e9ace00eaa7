package io.tickhouse.tools.demo;

import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.model.Kind;
import io.tickhouse.tools.Endpoints;
import io.tickhouse.tools.Shell;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import io.tickhouse.tools.alpaca.EmulatorProcess;
import io.tickhouse.tools.feed.Generation;
import io.tickhouse.tools.flink.FlinkClient;
import io.tickhouse.tools.flink.Submission;
import io.tickhouse.tools.stack.LocalStack;
import io.tickhouse.tools.stack.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code tickhouse demo}: runs the commands that a user would type, one after the other. A watch
 * restarts services that die in the meantime.
 */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Runs the whole pipeline on this machine. It starts the stack, makes topics and"
                        + " tables, submits the flatten job, generates trades, shows how they"
                        + " arrive, and audits.",
        footer = {
            "",
            "Examples:",
            "  ./tickhouse demo",
            "  ./tickhouse demo --trades 200000 --corrupt 0.01 --exit",
            "  ./tickhouse demo --trades 200000 --with-streams --exit",
            "  ./tickhouse demo --source alpaca-emulator --trades 200000 --exit"
        })
public final class DemoCommand implements Callable<Integer> {

    private static final String RAW = "iex_data";
    private static final String DEAD_LETTERS = TopicNames.deadLetters(RAW);
    private static final String JOB = "flatten " + RAW + " to flattened_stocks";
    private static final long PROGRESS_SECONDS = 2;
    private static final long AUDIT_SECONDS = 240;
    private static final long COMPARE_SECONDS = 120;

    /** Longer than any service takes to start. */
    private static final Duration HEALING = Duration.ofMinutes(3);

    /** Outputs of the job, each with the twin's. */
    private static final List<List<String>> PAIRS = pairs();

    @Mixin private Workspace workspace;
    @Spec private CommandSpec spec;

    @Option(
            names = "--trades",
            paramLabel = "N",
            defaultValue = "0",
            description = "Stop generating after N good trades; 0: at Ctrl-C.")
    private long trades;

    /** Source of the raw topic. */
    enum Source {
        GENERATOR,
        ALPACA_EMULATOR,
        ALPACA;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Option(
            names = "--source",
            paramLabel = "SOURCE",
            defaultValue = "generator",
            converter = SourceConverter.class,
            description =
                    "generator, alpaca-emulator (the ingest job against a local Alpaca) or alpaca"
                            + " (needs keys) (default ${DEFAULT-VALUE}).")
    private Source source;

    @Option(
            names = "--feed",
            paramLabel = "FEED",
            defaultValue = "test",
            description = "Feed of --source alpaca (default ${DEFAULT-VALUE}).")
    private String feed;

    @Option(
            names = "--faults",
            paramLabel = "FILE",
            description = "Plan of faults of --source alpaca-emulator.")
    private Path faults;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Messages a second (default ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--corrupt",
            paramLabel = "FRACTION",
            defaultValue = "0",
            description = "Share of elements that are damaged, 0 to 0.5, such as 0.01.")
    private double corrupt;

    @Option(
            names = "--processing-time",
            paramLabel = "DURATION",
            defaultValue = "2 seconds",
            description = "Checkpoint interval of the job (default ${DEFAULT-VALUE}).")
    private String processingTime;

    @Option(
            names = "--delivery",
            paramLabel = "GUARANTEE",
            defaultValue = "exactly-once",
            description = "exactly-once or at-least-once (default ${DEFAULT-VALUE}).")
    private String delivery;

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            description = "Added to every port of the stack.")
    private Integer portOffset;

    @Option(
            names = "--object-store",
            paramLabel = "STORE",
            description = "s3proxy (embedded) or minio (the program on the PATH).")
    private String objectStore;

    @Option(
            names = "--with-streams",
            description =
                    "Also run the Kafka Streams twin on the same raw topic. At the end, prove that"
                            + " both engines wrote the same rows.")
    private boolean withStreams;

    @Option(
            names = "--exit",
            description =
                    "End after the audit and the comparison; the exit code is theirs. The stack"
                            + " stays up.")
    private boolean exit;

    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final CountDownLatch ending = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean proving;

    @Override
    public Integer call() throws Exception {
        if (trades < 0) {
            throw UserError.badUsage("--trades must be 0 or more.");
        }
        if (rate < 1) {
            throw UserError.badUsage("--rate must be 1 or more.");
        }
        if (corrupt < 0 || corrupt > 0.5) {
            throw UserError.badUsage("--corrupt must be 0 to 0.5.");
        }
        if (exit && trades == 0) {
            throw UserError.badUsage("--exit needs an end: add --trades 200000, say.");
        }
        if (withStreams && delivery.equals("at-least-once")) {
            throw UserError.badUsage(
                    "--with-streams compares row by row, and --delivery at-least-once may repeat"
                            + " rows: leave one of them out.");
        }
        checkSource();
        long start = System.nanoTime();
        startStack();
        requireOk(command("topics", "create"));
        requireOk(command("pinot", "apply"));
        submit();
        if (withStreams) {
            requireOk(command("up", "streams"));
        }

        LocalStack stack = LocalStack.of(workspace);
        Endpoints endpoints = workspace.endpoints();
        Thread onCtrlC = new Thread(this::finish, "demo-finish");
        Runtime.getRuntime().addShutdownHook(onCtrlC);
        Thread watch = watch(stack);
        try (LiveCounts counts = new LiveCounts(endpoints);
                DemoFeed fed = feed(endpoints)) {
            long deadBefore = DeadLetters.committed(endpoints.kafka(), DEAD_LETTERS);
            show(fed, counts, start);
            int audit = proof("audit", "--wait", String.valueOf(AUDIT_SECONDS));
            boolean same = !withStreams || compare();
            long dead = DeadLetters.committed(endpoints.kafka(), DEAD_LETTERS) - deadBefore;
            boolean asInjected = deadLettersFit(dead, fed.deadLettersExpected());
            boolean proven = fed.prove();
            whereToLook(endpoints);
            if (!exit && interrupted.getCount() > 0) {
                System.err.println("Ctrl-C ends the watch over the services.");
                interrupted.await();
            }
            return audit == 0 && same && asInjected && proven ? 0 : 1;
        } finally {
            ending.countDown();
            watch.join(HEALING.toMillis());
            done.countDown();
        }
    }

    private void checkSource() {
        if (source != Source.ALPACA_EMULATOR && faults != null) {
            throw UserError.badUsage("--faults needs --source alpaca-emulator.");
        }
        if (source != Source.GENERATOR && corrupt > 0) {
            throw UserError.badUsage("--corrupt is for --source generator.");
        }
        if (source == Source.ALPACA
                && (System.getenv("APCA_API_KEY_ID") == null
                        || System.getenv("APCA_API_SECRET_KEY") == null)) {
            throw UserError.badUsage(
                    "--source alpaca needs keys: set APCA_API_KEY_ID and APCA_API_SECRET_KEY as the"
                            + " Alpaca dashboard shows them, or use --source alpaca-emulator.");
        }
    }

    private DemoFeed feed(Endpoints endpoints) throws IOException, InterruptedException {
        if (source == Source.GENERATOR) {
            return new GeneratedFeed(
                    new Generation(
                            Generation.Options.of(endpoints.kafka(), RAW)
                                    .trades(trades)
                                    .rate(rate)
                                    .corrupt(corrupt)
                                    .symbolCount(100)));
        }
        Instant from = Instant.now();
        EmulatorProcess emulator = source == Source.ALPACA ? null : emulator(from);
        AlpacaDemoFeed alpaca =
                new AlpacaDemoFeed(
                        emulator,
                        new FlinkClient(endpoints.flink()),
                        endpoints.kafka(),
                        RAW,
                        from,
                        trades,
                        rate,
                        this::command);
        try {
            alpaca.submit(
                    emulator == null ? feed : emulator.stream().toString(),
                    processingTime,
                    delivery);
            return alpaca;
        } catch (UserError | IOException e) {
            alpaca.close();
            throw e;
        }
    }

    private EmulatorProcess emulator(Instant opening) throws IOException, InterruptedException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--port=0",
                                "--opens-at=" + opening,
                                "--rate=" + rate,
                                "--quotes=0",
                                "--zombie-hold=5"));
        if (trades > 0) {
            arguments.add("--day-length=" + AlpacaDemoFeed.dayLength(trades, rate));
        }
        if (faults != null) {
            arguments.add("--faults=" + faults);
        }
        return EmulatorProcess.start(workspace.home().resolve("alpaca-emulator"), arguments);
    }

    private static boolean deadLettersFit(long found, long expected) {
        if (expected < 0) {
            System.out.printf("Dead letters of this run: %,d%n", found);
            return true;
        }
        System.out.printf(
                "Dead letters of this run: %,d, injected: %,d%s%n",
                found, expected, found == expected ? "" : " - these must be equal");
        return found == expected;
    }

    private void startStack() {
        List<String> up = new ArrayList<>(List.of("up"));
        if (portOffset != null) {
            up.addAll(List.of("--port-offset", portOffset.toString()));
        }
        if (objectStore != null) {
            up.addAll(List.of("--object-store", objectStore));
        }
        requireOk(command(up.toArray(String[]::new)));
    }

    private void submit() throws IOException {
        boolean runs =
                new FlinkClient(workspace.endpoints().flink())
                        .jobs().stream().anyMatch(j -> !j.ended() && j.name().equals(JOB));
        if (runs) {
            System.err.println(
                    "The job " + JOB + " runs already and goes on with the options it has.");
            return;
        }
        // After a stack was stopped with a job in it, the job resumes from its last checkpoint.
        List<String> submit = new ArrayList<>(List.of("submit"));
        List<String> job =
                List.of(
                        "--starting-offsets=earliest",
                        "--processing-time=" + processingTime,
                        "--delivery=" + delivery);
        if (new Submission(workspace, workspace.endpoints().flink()).hasState("flatten", job)) {
            submit.addAll(List.of("--from", "latest"));
        }
        submit.add("flatten");
        submit.addAll(job);
        requireOk(command(submit.toArray(String[]::new)));
    }

    private static void requireOk(int exitCode) {
        if (exitCode != 0) {
            throw UserError.failed("The demo stops here; the line above says why.");
        }
    }

    /** Runs one of our commands and shows it as a user would have typed it. */
    private int command(String... command) {
        List<String> typed = typed(command);
        show(typed);
        return spec.root().commandLine().execute(typed.toArray(String[]::new));
    }

    /** The command as it must be typed to mean this stack. */
    private List<String> typed(String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        if (workspace.isNamed()) {
            boolean nested = command[0].equals("topics") || command[0].equals("pinot");
            words.addAll(nested ? 2 : 1, List.of("--home", workspace.home().toString()));
        }
        return words;
    }

    private static List<List<String>> pairs() {
        TopicNames job = new TopicNames("flattened_stocks");
        TopicNames twin = new TopicNames("flattened_stocks_streams");
        List<List<String>> pairs = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            pairs.add(List.of(job.of(kind), twin.of(kind)));
        }
        pairs.add(List.of(DEAD_LETTERS, TopicNames.deadLetters(twin.trades())));
        return pairs;
    }

    private static void show(List<String> typed) {
        System.err.println(
                "$ ./tickhouse "
                        + typed.stream().map(Shell::quoted).collect(Collectors.joining(" ")));
    }

    /**
     * After the audit the job's outputs are complete. The twin's outputs become complete, or
     * differ.
     */
    private boolean compare() throws IOException, InterruptedException {
        boolean same = true;
        for (List<String> pair : PAIRS) {
            List<String> words = new ArrayList<>(List.of("compare"));
            words.addAll(pair);
            words.addAll(List.of("--wait", String.valueOf(COMPARE_SECONDS)));
            if (pair != PAIRS.get(0)) {
                // The feed may have no quotes, no bars and nothing broken.
                words.add("--allow-empty");
            }
            same &= proof(words.toArray(String[]::new)) == 0;
        }
        System.out.println(
                same
                        ? "Flink and Kafka Streams wrote the same."
                        : "Flink and Kafka Streams did not write the same; see above.");
        return same;
    }

    /**
     * Runs the command, after Ctrl-C in a process of its own: the JVM is shutting down then, and
     * the libraries have ended their threads.
     */
    private int proof(String... command) throws IOException, InterruptedException {
        if (interrupted.getCount() > 0) {
            proving = true;
            try {
                return command(command);
            } finally {
                proving = false;
            }
        }
        List<String> typed = typed(command);
        show(typed);
        List<String> arguments = new ArrayList<>(typed);
        arguments.add(0, workspace.projectRoot().resolve("tickhouse").toString());
        ProcessBuilder process = new ProcessBuilder(arguments).inheritIO();
        process.environment().put("TICKHOUSE_BUILD", "never");
        return process.start().waitFor();
    }

    /**
     * Restarts services that die. Looks once more when the demo ends, so that the last one is back,
     * too.
     */
    private Thread watch(LocalStack stack) {
        Thread watch =
                new Thread(
                        () -> {
                            try {
                                boolean last;
                                do {
                                    last = ending.await(1, TimeUnit.SECONDS);
                                    heal(stack);
                                } while (!last);
                            } catch (InterruptedException end) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "demo-watch");
        watch.setDaemon(true);
        watch.start();
        return watch;
    }

    /** If healing one service fails, the next round looks at all of them again. */
    private static void heal(LocalStack stack) {
        try {
            List<String> died = stack.heal(Progress.toStandardError());
            if (!died.isEmpty()) {
                System.err.println("Had died and is back: " + String.join(", ", died));
            }
        } catch (UserError | UncheckedIOException e) {
            System.err.println(e.getMessage());
        }
    }

    /** Generates and regularly prints a line, until it is done or Ctrl-C is pressed. */
    private void show(DemoFeed fed, LiveCounts counts, long start) throws Exception {
        CompletableFuture<Void> running = CompletableFuture.runAsync(fed::run);
        System.err.printf(
                "%8s %10s %12s %12s %12s %10s%n",
                "seconds", "arrays", "trades", "in Iceberg", "in Pinot", "age");
        boolean firstIceberg = true;
        boolean firstPinot = true;
        while (!running.isDone()) {
            if (interrupted.await(PROGRESS_SECONDS, TimeUnit.SECONDS)) {
                fed.stop();
                break;
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            long iceberg = counts.iceberg();
            long pinot = counts.pinot();
            System.err.printf(
                    "%7.0fs %,10d %,12d %,12d %,12d %10s%n",
                    seconds, fed.arrays(), fed.trades(), iceberg, pinot, counts.age());
            if (firstIceberg && iceberg > 0) {
                firstIceberg = false;
                System.err.printf("First rows in Iceberg after %.0f s.%n", seconds);
            }
            if (firstPinot && pinot > 0) {
                firstPinot = false;
                System.err.printf("First rows in Pinot after %.0f s.%n", seconds);
            }
        }
        try {
            running.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UserError error) {
                throw error;
            }
            throw e;
        }
    }

    /** Runs when the JVM is told to end, and first lets the demo finish. */
    private void finish() {
        interrupted.countDown();
        if (proving) {
            return; // the feed had ended by itself, and the proof can be repeated at any time
        }
        try {
            done.await(AUDIT_SECONDS + PAIRS.size() * COMPARE_SECONDS + 60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class SourceConverter implements ITypeConverter<Source> {
        @Override
        public Source convert(String text) {
            for (Source source : Source.values()) {
                if (source.toString().equals(text)) {
                    return source;
                }
            }
            throw new TypeConversionException(
                    "'" + text + "' is not generator, alpaca-emulator or alpaca");
        }
    }

    private void whereToLook(Endpoints at) {
        String here = workspace.option();
        System.out.printf(
                """
                Look around:
                  Flink web UI     %1$s
                  Pinot console    %2$s
                  queries          ./tickhouse query%3$s --list, ./tickhouse query%3$s top-symbols
                  dead letters     ./tickhouse consume%3$s %4$s --from-beginning --headers
                  clients          ./tickhouse env%3$s
                  stop             ./tickhouse down%3$s (data stays), ./tickhouse clear%3$s (wipes it)
                """,
                at.flink(), at.pinotController(), here, DEAD_LETTERS);
    }
}
