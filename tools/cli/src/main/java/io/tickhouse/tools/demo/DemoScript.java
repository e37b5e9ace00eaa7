package io.tickhouse.tools.demo;

import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.model.Kind;
import io.tickhouse.tools.Endpoints;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What happens in a demo, one step after the other. */
final class DemoScript {

    static final String RAW = "iex_data";
    static final String DEAD_LETTERS = TopicNames.deadLetters(RAW);

    private static final String JOB = "flatten " + RAW + " to flattened_stocks";
    private static final String ANALYTICS = "analytics flattened_stocks to analytics";
    private static final Duration BAR_LINES = Duration.ofSeconds(3);

    /** The shortest that the analytics job takes: a demo should not wait longer for final bars. */
    private static final int LATENESS_MINUTES = 1;

    /** How far the analytics job may be behind the feed: quiet partitions and a checkpoint. */
    private static final int BEHIND_SECONDS = 10;

    private static final int BARS_SECONDS = 120;
    private static final int AUDIT_SECONDS = 240;
    private static final int COMPARE_SECONDS = 120;

    /** Outputs of the job, each with the twin's. */
    private static final List<List<String>> PAIRS = pairs();

    /** Longer than the proof takes. */
    private static final Duration PATIENCE =
            Duration.ofSeconds(
                    60 * (1 + LATENESS_MINUTES)
                            + BEHIND_SECONDS
                            + AUDIT_SECONDS
                            + PAIRS.size() * COMPARE_SECONDS
                            + BARS_SECONDS
                            + 60);

    private final DemoOptions options;
    private final Commands commands;
    private final Stage stage;
    private final CtrlC ctrlC;

    DemoScript(DemoOptions options, Commands commands, Stage stage, CtrlC ctrlC) {
        this.options = options;
        this.commands = commands;
        this.stage = stage;
        this.ctrlC = ctrlC;
    }

    /** Plays the demo, and returns whether everything that it proves is true. */
    boolean play() throws Exception {
        long start = System.nanoTime();
        startStack();
        commands.require("topics", "create");
        if (!options.analytics) {
            commands.require("pinot", "apply");
        }
        submit("flatten", JOB);
        if (options.analytics) {
            submit("analytics", ANALYTICS, "--lateness=" + LATENESS_MINUTES + "m");
            // After the job, which makes the topic of the bars.
            commands.require("pinot", "apply", "--analytics");
        }
        if (options.withStreams) {
            commands.require("up", "streams");
        }
        ctrlC.listen(PATIENCE);
        stage.watch();
        try (ctrlC;
                stage;
                Counts counts = stage.counts();
                DemoFeed feed = stage.feed()) {
            long deadBefore = stage.deadLetters();
            boolean closed = feed(feed, counts, start);
            boolean clean = commands.prove("audit", "--wait", "" + AUDIT_SECONDS) == 0;
            boolean same = !options.withStreams || compare();
            long dead = stage.deadLetters() - deadBefore;
            boolean asInjected = deadLettersFit(dead, feed.deadLettersExpected());
            boolean complete = feed.prove();
            boolean right = !options.analytics || proveBars();
            whereToLook(stage.endpoints());
            if (!options.exit && !ctrlC.wasPressed()) {
                System.err.println("Ctrl-C ends the watch over the services.");
                ctrlC.pressed().get();
            }
            return closed && clean && same && asInjected && complete && right;
        }
    }

    /** Runs the feed, and returns whether its bars can become final. */
    private boolean feed(DemoFeed feed, Counts counts, long start)
            throws IOException, InterruptedException {
        if (!options.analytics) {
            new Arrivals(feed, counts, start).show(ctrlC);
            System.out.println(feed.summary());
            return true;
        }
        BarLines lines = BarLines.begin(stage::newestBars, BAR_LINES);
        try {
            new Arrivals(feed, counts, start).show(ctrlC);
            System.out.println(feed.summary());
            return options.source == DemoOptions.Source.ALPACA || waitUntilFinal();
        } finally {
            lines.end();
        }
    }

    /**
     * The feed is over, so nothing says how late it is. Clock records do so until its last minute
     * is final. They would be false where a real market goes on.
     */
    private boolean waitUntilFinal() throws IOException, InterruptedException {
        int seconds = secondsUntilFinal(Instant.now());
        System.err.printf(
                "Bars are final %d min after their end: clock records follow the feed for %d s.%n",
                LATENESS_MINUTES, seconds);
        return commands.prove(
                        "generate",
                        "--kinds=clocks",
                        "--batch-size=1",
                        "--batch-count=" + (1 + seconds))
                == 0;
    }

    /** Seconds until bars of the minute are final in the lake. */
    static int secondsUntilFinal(Instant inMinute) {
        int left = 60 - (int) (inMinute.getEpochSecond() % 60);
        return left + 60 * LATENESS_MINUTES + BEHIND_SECONDS;
    }

    private boolean proveBars() throws IOException, InterruptedException {
        boolean shown = commands.prove("query", "current-bars") == 0;
        boolean right = commands.prove("bars", "verify", "--wait=" + BARS_SECONDS) == 0;
        return shown && right;
    }

    private void startStack() {
        List<String> up = new ArrayList<>(List.of("up"));
        if (options.portOffset != null) {
            up.addAll(List.of("--port-offset", options.portOffset.toString()));
        }
        if (options.objectStore != null) {
            up.addAll(List.of("--object-store", options.objectStore));
        }
        commands.require(up.toArray(String[]::new));
    }

    /** After a stack was stopped with a job in it, the job resumes from its last checkpoint. */
    private void submit(String job, String name, String... more) throws IOException {
        if (stage.runs(name)) {
            System.err.println(
                    "The job " + name + " runs already and goes on with the options it has.");
            return;
        }
        List<String> arguments = new ArrayList<>();
        arguments.add("--starting-offsets=earliest");
        arguments.add("--processing-time=" + options.processingTime);
        arguments.add("--delivery=" + options.delivery);
        arguments.addAll(List.of(more));
        List<String> submit = new ArrayList<>(List.of("submit"));
        if (stage.hasState(job, arguments)) {
            submit.addAll(List.of("--from", "latest"));
        }
        submit.add(job);
        submit.addAll(arguments);
        commands.require(submit.toArray(String[]::new));
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
            words.addAll(List.of("--wait", "" + COMPARE_SECONDS));
            if (pair != PAIRS.get(0)) {
                // The feed may have no quotes, no bars and nothing broken.
                words.add("--allow-empty");
            }
            same &= commands.prove(words.toArray(String[]::new)) == 0;
        }
        System.out.println(
                same
                        ? "Flink and Kafka Streams wrote the same."
                        : "Flink and Kafka Streams did not write the same; see above.");
        return same;
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

    private void whereToLook(Endpoints at) {
        String bars =
                options.analytics
                        ? "  bars             ./tickhouse bars%1$s AAPL, ./tickhouse query%1$s movers%n"
                                .formatted(commands.option())
                        : "";
        System.out.printf(
                """
                Look around:
                  Flink web UI     %1$s
                  Pinot console    %2$s
                  queries          ./tickhouse query%3$s --list, ./tickhouse query%3$s top-symbols
                %5$s\
                  dead letters     ./tickhouse consume%3$s %4$s --from-beginning --headers
                  clients          ./tickhouse env%3$s
                  stop             ./tickhouse down%3$s (data stays), ./tickhouse clear%3$s (wipes it)
                """,
                at.flink(), at.pinotController(), commands.option(), DEAD_LETTERS, bars);
    }
}
