package io.tickhouse.tools.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.model.Kind;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import io.tickhouse.tools.topics.BrokerOption;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tickhouse generate}. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Sends a made-up market to the raw topic as JSON arrays, until it has enough or"
                        + " until Ctrl-C.",
        footer = {
            "",
            "Examples:",
            "  ./tickhouse generate --symbols AAPL GOOGL MSFT AMZN TSLA --batch-size 100"
                    + " --interval 2",
            "  ./tickhouse generate --seed 1 --rate 5000 --trades 100000 --corrupt 0.01",
            "  ./tickhouse generate --rate 5000 --quotes 0.2 --bars",
            "  ./tickhouse generate --rate 5000 --kinds trades,corrections --tape --bars"
        })
public final class GenerateCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private Workspace workspace;
    @Mixin private BrokerOption broker;

    @Option(
            names = "--topic",
            defaultValue = "iex_data",
            description = "Raw topic, made if missing (default ${DEFAULT-VALUE}).")
    private String topic;

    @Option(
            names = "--symbols",
            arity = "1..*",
            split = ",",
            paramLabel = "SYMBOL",
            defaultValue = "AAPL,GOOGL,MSFT",
            description = "Symbols, with blanks or commas between (default ${DEFAULT-VALUE}).")
    private List<String> symbols;

    @Option(
            names = "--symbol-count",
            paramLabel = "N",
            defaultValue = "0",
            description = "Make up N symbols instead; few of them trade often, as on a market.")
    private int symbolCount;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "50",
            description = "Messages per batch (default ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "1",
            description =
                    "From one batch to the next; fractions are fine, 0 is as fast as it goes"
                            + " (default ${DEFAULT-VALUE}).")
    private BigDecimal interval;

    @Option(
            names = "--batch-count",
            paramLabel = "N",
            defaultValue = "0",
            description = "Batches to send; 0: no end (default ${DEFAULT-VALUE}).")
    private long batchCount;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description =
                    "Messages a second, independent of Kafka's pace. --interval then has no"
                            + " effect.")
    private Integer rate;

    @Option(names = "--trades", paramLabel = "N", description = "Stop after N good trades.")
    private Long trades;

    @Option(
            names = "--kinds",
            split = ",",
            paramLabel = "KIND",
            defaultValue = "trades",
            completionCandidates = Kinds.class,
            description =
                    "${COMPLETION-CANDIDATES}, with commas between (default ${DEFAULT-VALUE})."
                            + " clocks: tell each partition the time once a minute and at the end,"
                            + " which ends the bars of what is silent.")
    private List<String> kinds;

    @Option(
            names = "--quotes",
            paramLabel = "SHARE",
            defaultValue = "0",
            description =
                    "Share of the messages that are quotes, such as 0.2; the others are of"
                            + " --kinds.")
    private double quotes;

    @Option(
            names = "--bars",
            description =
                    "Also send a bar of each symbol's trades when a minute is over, and at the"
                            + " end. With --tape also updated bars and bars of the day.")
    private boolean bars;

    @Option(
            names = "--tape",
            description =
                    "Make trades as on the consolidated tapes: their conditions, late trades,"
                            + " opening and closing prints.")
    private boolean tape;

    @Option(
            names = "--late",
            paramLabel = "SHARE",
            description =
                    "Share of the trades of --tape that come late, by seconds or minutes (default"
                            + " 0.004).")
    private Double late;

    @Option(
            names = "--corrupt",
            paramLabel = "SHARE",
            defaultValue = "0",
            description =
                    "Share of array elements to damage, such as 0.01; also breaks one array in"
                            + " 500.")
    private double corrupt;

    @Option(
            names = "--timestamps",
            paramLabel = "FORMAT",
            defaultValue = "rfc3339",
            description = "rfc3339 or ms (default ${DEFAULT-VALUE}).")
    private String timestamps;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Same seed and options, same bytes; event time then starts at"
                            + " 2026-03-02T14:30:00Z.")
    private Long seed;

    @Option(
            names = "--start-time",
            paramLabel = "TIME",
            description = "First event time, such as 2026-03-02T14:30:00Z (default: now).")
    private String startTime;

    @Mixin private NewTopicOptions newTopic;

    @Option(names = "--json", description = "Print the statistics as JSON.")
    private boolean json;

    /** All kinds, for the help and for completion in a shell. */
    private static final class Kinds implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return Stream.of(Kind.values()).map(Kind::plural).iterator();
        }
    }

    @Override
    public Integer call() throws JsonProcessingException {
        Generation generation = new Generation(options());
        if (seed == null) {
            spec.commandLine().getErr().println("Seed " + generation.seed());
        }
        OnCtrlC onCtrlC = OnCtrlC.install(generation::stop);
        try {
            Generation.Result result = generation.run();
            print(generation, result);
            return result.failedSends() == 0 ? 0 : 1;
        } finally {
            onCtrlC.remove();
        }
    }

    private Generation.Options options() {
        Generation.Options options =
                Generation.Options.of(broker.clientProperties(workspace), topic)
                        .symbols(symbols)
                        .symbolCount(symbolCount)
                        .batchSize(batchSize)
                        .interval(Duration.ofNanos(interval.movePointRight(9).longValue()))
                        .batchCount(batchCount)
                        .kinds(kindSet())
                        .quotes(quotes)
                        .bars(bars)
                        .tape(tape)
                        .corrupt(corrupt)
                        .timestamps(timestampFormat())
                        .partitions(newTopic.partitions)
                        .replicationFactor(newTopic.replicationFactor);
        if (seed != null) {
            options.seed(seed);
        }
        if (startTime != null) {
            options.startTime(instant(startTime));
        }
        if (late != null) {
            options.late(late);
        }
        if (rate != null) {
            options.rate(atLeastOne("--rate", rate));
        }
        if (trades != null) {
            options.trades(atLeastOne("--trades", trades));
        }
        return options;
    }

    private static <N extends Number> N atLeastOne(String option, N number) {
        if (number.longValue() < 1) {
            throw UserError.badUsage(option + " must be 1 or more.");
        }
        return number;
    }

    private Set<Kind> kindSet() {
        Set<Kind> set = EnumSet.noneOf(Kind.class);
        for (String name : kinds) {
            set.add(
                    Stream.of(Kind.values())
                            .filter(
                                    kind ->
                                            kind.plural()
                                                    .equals(name.trim().toLowerCase(Locale.ROOT)))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            UserError.badUsage(
                                                    "--kinds takes "
                                                            + Kind.listed(
                                                                    EnumSet.allOf(Kind.class),
                                                                    "and")
                                                            + ", not "
                                                            + name
                                                            + ".")));
        }
        return set;
    }

    private TimestampFormat timestampFormat() {
        return switch (timestamps.toLowerCase(Locale.ROOT)) {
            case "rfc3339" -> TimestampFormat.RFC3339;
            case "ms" -> TimestampFormat.MS;
            default ->
                    throw UserError.badUsage(
                            "--timestamps takes rfc3339 or ms, not " + timestamps + ".");
        };
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw UserError.badUsage(
                    "--start-time takes a time such as 2026-03-02T14:30:00Z, not " + text + ".");
        }
    }

    private void print(Generation generation, Generation.Result result)
            throws JsonProcessingException {
        if (result.failedSends() > 0) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            "%,d arrays were not acknowledged, the first because: %s%n",
                            result.failedSends(), generation.firstFailure().getMessage());
        }
        Map<String, Object> statistics = new LinkedHashMap<>();
        statistics.put("seed", generation.seed());
        statistics.put("topic", topic);
        statistics.put("arrays", result.arrays());
        statistics.put("failedSends", result.failedSends());
        statistics.put("successRate", result.successRate());
        for (Kind kind : Kind.values()) {
            statistics.put(kind.plural(), result.rows(kind));
        }
        statistics.put("corruptElements", result.corruptElements());
        statistics.put("corruptArrays", result.corruptArrays());
        statistics.put("deadLettersExpected", result.deadLettersExpected());
        statistics.put("seconds", result.elapsed().toMillis() / 1e3);
        statistics.put("messagesPerSecond", Math.round(result.throughput()));
        if (json) {
            spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(statistics));
        } else {
            statistics.forEach(
                    (name, value) ->
                            spec.commandLine()
                                    .getOut()
                                    .printf("%-20s %s%n", name, shown(name, value)));
        }
    }

    private static String shown(String name, Object value) {
        return value instanceof Long number && !name.equals("seed")
                ? "%,d".formatted(number)
                : value.toString();
    }
}
