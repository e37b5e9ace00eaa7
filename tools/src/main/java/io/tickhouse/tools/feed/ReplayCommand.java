package io.tickhouse.tools.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
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
        description =
                "Sends the messages of a file to the raw topic: CSV with a header, or lines of JSON,"
                        + " plain, .gz or .zst. Times without a zone are UTC.",
        footer = {
            "",
            "Examples:",
            "  ./tickhouse replay trades.csv.gz --speed 10x",
            "  ./tickhouse replay ticks.csv --kind trade --map S=stock,p=px,t=when",
            "  ./tickhouse replay recorded.jsonl --speed max"
        })
public final class ReplayCommand implements Callable<Integer> {

    private static final int BAD_LINES_SHOWN = 20;
    private static final Duration PATIENCE_AFTER_STOP = Duration.ofSeconds(10);

    @Spec private CommandSpec spec;
    @Mixin private Workspace workspace;
    @Mixin private Brokers brokers;

    @Parameters(index = "0", paramLabel = "FILE", description = "The file to play.")
    private Path file;

    @Option(
            names = "--topic",
            defaultValue = "iex_data",
            description = "Raw topic, made if missing (default ${DEFAULT-VALUE}).")
    private String topic;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "csv or ndjson (default: by the file's name, else by its content).")
    private String format;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "What the rows of a CSV are: trade, quote or bar (default: by header).")
    private String kind;

    @Option(
            names = "--map",
            split = ",",
            paramLabel = "FIELD=COLUMN",
            description =
                    "Column per field, such as S=symbol,p=price,t=time; others by usual names.")
    private Map<String, String> map = new LinkedHashMap<>();

    @Option(
            names = "--speed",
            paramLabel = "SPEED",
            defaultValue = "1x",
            description = "1x is the pace of the file's own times; 10x, 0.5x, max.")
    private String speed;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "50",
            description = "Messages per batch, at most (default ${DEFAULT-VALUE}).")
    private int batchSize;

    @Mixin private NewTopicOptions newTopic;

    @Option(names = "--skip-bad", description = "Exit with 0 although there were bad lines.")
    private boolean skipBad;

    @Option(names = "--json", description = "Print the statistics as JSON.")
    private boolean json;

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Counters counters = new Counters();
    private long badLines;

    @Override
    public Integer call() throws IOException {
        if (batchSize < 1 || newTopic.partitions < 1 || newTopic.replicationFactor < 1) {
            throw UserError.badUsage(
                    "--batch-size, --partitions and --replication-factor must be 1 or more.");
        }
        double times = speed(speed);
        Kind rows = kind();
        try (ReplayFile input = ReplayFile.open(file)) {
            ElementReader reader = reader(input, rows);
            String to = brokers.of(workspace);
            int actual =
                    FeedTopic.ensure(to, topic, newTopic.partitions, newTopic.replicationFactor);
            OnCtrlC onCtrlC = OnCtrlC.install(stopped::countDown);
            try {
                long start = System.nanoTime();
                play(input, reader, to, actual, times);
                return print(counters.result(Duration.ofNanos(System.nanoTime() - start)));
            } finally {
                onCtrlC.remove();
            }
        }
    }

    private void play(ReplayFile input, ElementReader reader, String to, int actual, double times)
            throws IOException {
        ArraySender sender = new ArraySender(to, topic, counters);
        try (ProgressBar bar = progressBar()) {
            ElementReader watched =
                    () -> {
                        if (bar != null) {
                            bar.stepTo(input.bytesRead());
                        }
                        return reader.next();
                    };
            new Replay(
                            watched,
                            sender,
                            Waiting.unless(stopped),
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
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private ElementReader reader(ReplayFile input, Kind rows) throws IOException {
        boolean csv = format(input) == ReplayFile.Format.CSV;
        if (!csv && (rows != null || !map.isEmpty())) {
            throw UserError.badUsage("--kind and --map are for CSV; lines of JSON go as they are.");
        }
        return csv
                ? new CsvReader(input.content(), rows, map, this::badLine)
                : new NdjsonReader(input.content(), this::badLine);
    }

    private ReplayFile.Format format(ReplayFile input) throws IOException {
        if (format == null) {
            return input.format();
        }
        return switch (format.toLowerCase(Locale.ROOT)) {
            case "csv" -> ReplayFile.Format.CSV;
            case "ndjson", "jsonl" -> ReplayFile.Format.NDJSON;
            default ->
                    throw UserError.badUsage("--format takes csv or ndjson, not " + format + ".");
        };
    }

    private Kind kind() {
        if (kind == null) {
            return null;
        }
        return switch (kind.toLowerCase(Locale.ROOT)) {
            case "trade" -> Kind.TRADES;
            case "quote" -> Kind.QUOTES;
            case "bar" -> Kind.BARS;
            default ->
                    throw UserError.badUsage("--kind takes trade, quote or bar, not " + kind + ".");
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
        } catch (NumberFormatException noNumber) {
            // said below
        }
        throw UserError.badUsage("--speed takes 1x, 10x, 0.5x or max, not " + text + ".");
    }

    private void badLine(long line, String reason) {
        badLines++;
        if (badLines <= BAD_LINES_SHOWN) {
            spec.commandLine().getErr().println("Line " + line + ": " + reason);
        } else if (badLines == BAD_LINES_SHOWN + 1) {
            spec.commandLine().getErr().println("More bad lines follow; they are counted only.");
        }
    }

    /** Null where nobody would see it; on JDK 17 no console means that. */
    @SuppressWarnings("SystemConsoleNull")
    private ProgressBar progressBar() throws IOException {
        return System.console() == null
                ? null
                : new ProgressBarBuilder()
                        .setTaskName(file.getFileName().toString())
                        .setInitialMax(Files.size(file))
                        .setUnit(" MB", 1 << 20)
                        .build();
    }

    private int print(Generation.Result result) throws JsonProcessingException {
        if (result.failedSends() > 0) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            "%,d arrays were not acknowledged, the first because: %s%n",
                            result.failedSends(), counters.firstFailure().getMessage());
        }
        Map<String, Object> statistics = new LinkedHashMap<>();
        statistics.put("topic", topic);
        statistics.put("arrays", result.arrays());
        statistics.put("failedSends", result.failedSends());
        statistics.put("trades", result.trades());
        statistics.put("quotes", result.quotes());
        statistics.put("bars", result.bars());
        statistics.put("other", counters.other());
        statistics.put("badLines", badLines);
        statistics.put("seconds", result.elapsed().toMillis() / 1e3);
        if (json) {
            spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(statistics));
        } else {
            statistics.forEach(
                    (name, value) ->
                            spec.commandLine()
                                    .getOut()
                                    .printf(
                                            "%-20s %s%n",
                                            name,
                                            value instanceof Long n ? "%,d".formatted(n) : value));
        }
        return result.failedSends() > 0 || (badLines > 0 && !skipBad) ? 1 : 0;
    }
}
