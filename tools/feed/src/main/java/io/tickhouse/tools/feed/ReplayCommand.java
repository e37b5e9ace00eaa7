package io.tickhouse.tools.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.model.Kind;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import io.tickhouse.tools.feed.file.ElementReader;
import io.tickhouse.tools.feed.file.FileOptions;
import io.tickhouse.tools.feed.file.Mapping;
import io.tickhouse.tools.feed.file.Messages;
import io.tickhouse.tools.feed.file.ReplayFile;
import io.tickhouse.tools.topics.BrokerOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tickhouse replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sends the messages of a file to the raw topic. The file is a table of trades, quotes"
                    + " or bars (such as CSV), lines of JSON, or answers of Alpaca's history. It is"
                    + " plain, gzip, zstd or ZIP.",
            "Before it sends anything, it prints what it took the file for, and the first rows."
                    + " --dry-run stops there. docs/replay.md has the layouts and the rules."
        },
        footer = {
            "",
            "Examples:",
            "  ./tickhouse replay trades.csv.gz --dry-run",
            "  ./tickhouse replay trades.csv.gz --speed 10x",
            "  ./tickhouse replay AAPL.csv --symbol AAPL",
            "  ./tickhouse replay BTCUSDT-1m-2025-01.zip --format binance --symbol BTC/USDT",
            "  ./tickhouse replay ticks.csv --kind trade --map S=stock,p=px,t=day+clock"
                    + " --zone America/New_York",
            "  ./tickhouse replay recorded.jsonl --speed max"
        })
public final class ReplayCommand implements Callable<Integer> {

    private enum OnBadRow {
        REPORT,
        SKIP,
        FAIL
    }

    private static final int BAD_ROWS_SHOWN = 20;
    private static final Duration PATIENCE_AFTER_STOP = Duration.ofSeconds(10);
    private static final Duration LONG_WAIT = Duration.ofMinutes(1);

    @Spec private CommandSpec spec;
    @Mixin private Workspace workspace;
    @Mixin private BrokerOption broker;

    @Parameters(index = "0", paramLabel = "FILE", description = "The file to play.")
    private Path file;

    @Option(
            names = "--topic",
            defaultValue = "iex_data",
            description = "Raw topic, made if missing (default ${DEFAULT-VALUE}).")
    private String topic;

    @Option(
            names = "--dry-run",
            description = "Print what the file is taken for and its first rows, and send nothing.")
    private boolean dryRun;

    @Mixin private FileOptions fileOptions;

    @Option(
            names = "--on-bad-row",
            paramLabel = "WHAT",
            defaultValue = "report",
            description =
                    "What to do after a row that cannot be read. report: go on, and end with exit"
                            + " code 1. skip: go on, and end with 0. fail: stop (default"
                            + " ${DEFAULT-VALUE}).")
    private String onBadRow;

    @Option(
            names = "--speed",
            paramLabel = "SPEED",
            description =
                    "1x is the pace of the file's own times; 10x, 0.5x, max (default 1x; max for"
                            + " daily bars).")
    private String speed;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "50",
            description = "Messages per batch, at most (default ${DEFAULT-VALUE}).")
    private int batchSize;

    @Mixin private NewTopicOptions newTopic;

    @Option(names = "--json", description = "Print the statistics as JSON.")
    private boolean json;

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Counters counters = new Counters();
    private OnBadRow badRowRule;
    private long badRows;

    @Override
    public Integer call() throws IOException {
        if (batchSize < 1 || newTopic.partitions < 1 || newTopic.replicationFactor < 1) {
            throw UserError.badUsage(
                    "--batch-size, --partitions and --replication-factor must be 1 or more.");
        }
        if (speed != null) {
            speed(speed);
        }
        badRowRule = onBadRow();
        fileOptions.check();
        try (ReplayFile input =
                ReplayFile.open(file, fileOptions, workspace.home().resolve("tmp"))) {
            Messages messages = understood(input);
            tell(messages.mapping());
            if (dryRun) {
                messages.mapping().badRows().forEach(this::badRow);
                return badRows > 0 && badRowRule != OnBadRow.SKIP ? 1 : 0;
            }
            Properties to = broker.clientProperties(workspace);
            int actual =
                    FeedTopic.ensure(to, topic, newTopic.partitions, newTopic.replicationFactor);
            OnCtrlC onCtrlC = OnCtrlC.install(stopped::countDown);
            try {
                long start = System.nanoTime();
                play(input, messages, to, actual);
                return print(counters.result(Duration.ofNanos(System.nanoTime() - start)));
            } finally {
                onCtrlC.remove();
            }
        }
    }

    private Messages understood(ReplayFile input) {
        try {
            return Messages.of(
                    input, fileOptions, Year.now(ZoneOffset.UTC).getValue(), this::badRow);
        } catch (IOException e) {
            throw UserError.failed("Cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private void tell(Mapping mapping) throws JsonProcessingException {
        if (json && dryRun) {
            out().println(new ObjectMapper().writeValueAsString(mapping.tree()));
        } else {
            mapping.lines().forEach((json ? err() : out())::println);
        }
    }

    private void play(ReplayFile input, Messages messages, Properties to, int actual)
            throws IOException {
        double times = speed != null ? speed(speed) : messages.mapping().daily() ? Replay.MAX : 1;
        ArraySender sender = new ArraySender(to, topic, counters);
        try (ProgressBar bar = progressBar(input)) {
            ElementReader watched =
                    () -> {
                        if (bar != null) {
                            bar.stepTo(input.bytesRead());
                        }
                        return messages.next();
                    };
            new Replay(
                            watched,
                            sender,
                            tellingOfLongWaits(),
                            this::isStopped,
                            actual,
                            batchSize,
                            times)
                    .run();
        } catch (IOException e) {
            throw UserError.failed("Cannot read %s further: %s".formatted(file, e.getMessage()), e);
        } finally {
            if (isStopped()) {
                sender.close(PATIENCE_AFTER_STOP);
            } else {
                sender.close();
            }
        }
        messages.newNotes().forEach(note -> err().println("Note: " + note));
    }

    /** Announces long waits: a pause in the file's own times looks like a command that hangs. */
    private Waiting tellingOfLongWaits() {
        Waiting clock = Waiting.unless(stopped);
        return new Waiting() {
            @Override
            public long nanoTime() {
                return clock.nanoTime();
            }

            @Override
            public void until(long nanoTime) {
                Duration wait = Duration.ofNanos(nanoTime - clock.nanoTime());
                if (wait.compareTo(LONG_WAIT) > 0) {
                    err().printf(
                                    "The next message is due in %s by the file's own times;"
                                            + " --speed max does not wait.%n",
                                    words(wait));
                }
                clock.until(nanoTime);
            }
        };
    }

    private static String words(Duration wait) {
        return wait.toHours() > 0
                ? "%,d h %d min".formatted(wait.toHours(), wait.toMinutesPart())
                : "%d min".formatted(wait.toMinutes());
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private OnBadRow onBadRow() {
        return switch (onBadRow.toLowerCase(Locale.ROOT)) {
            case "report" -> OnBadRow.REPORT;
            case "skip" -> OnBadRow.SKIP;
            case "fail" -> OnBadRow.FAIL;
            default ->
                    throw UserError.badUsage(
                            "--on-bad-row takes report, skip or fail, not " + onBadRow + ".");
        };
    }

    static double speed(String text) {
        if (text.equalsIgnoreCase("max")) {
            return Replay.MAX;
        }
        try {
            double times = Double.parseDouble(text.replaceFirst("[xX]$", ""));
            if (times > 0 && times <= 1e9) {
                return times;
            }
        } catch (NumberFormatException notANumber) {
            // reported below
        }
        throw UserError.badUsage("--speed takes 1x, 10x, 0.5x or max, not " + text + ".");
    }

    private void badRow(long line, String reason) {
        if (badRowRule == OnBadRow.FAIL) {
            throw UserError.failed(
                    "Line %d: %s. Stopped there; what is before it was sent."
                            .formatted(line, reason));
        }
        badRows++;
        if (badRows <= BAD_ROWS_SHOWN) {
            err().println("Line " + line + ": " + reason);
        } else if (badRows == BAD_ROWS_SHOWN + 1) {
            err().println("More bad rows follow; they are counted only.");
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Null if it would not be seen. On JDK 17 a missing console means that. */
    @SuppressWarnings("SystemConsoleNull")
    private ProgressBar progressBar(ReplayFile input) {
        return System.console() == null
                ? null
                : new ProgressBarBuilder()
                        .setTaskName(input.name())
                        .setInitialMax(input.size())
                        .setUnit(" MB", 1 << 20)
                        .build();
    }

    private int print(Generation.Result result) throws JsonProcessingException {
        if (result.failedSends() > 0) {
            err().printf(
                            "%,d arrays were not acknowledged, the first because: %s%n",
                            result.failedSends(), counters.firstFailure().getMessage());
        }
        Map<String, Object> statistics = new LinkedHashMap<>();
        statistics.put("topic", topic);
        statistics.put("arrays", result.arrays());
        statistics.put("failedSends", result.failedSends());
        for (Kind kind : Kind.values()) {
            statistics.put(kind.plural(), result.rows(kind));
        }
        statistics.put("other", counters.other());
        statistics.put("badRows", badRows);
        statistics.put("seconds", result.elapsed().toMillis() / 1e3);
        if (json) {
            out().println(new ObjectMapper().writeValueAsString(statistics));
        } else {
            statistics.forEach(
                    (name, value) ->
                            out().printf(
                                            "%-20s %s%n",
                                            name,
                                            value instanceof Long n ? "%,d".formatted(n) : value));
        }
        return result.failedSends() > 0 || (badRows > 0 && badRowRule != OnBadRow.SKIP) ? 1 : 0;
    }
}
