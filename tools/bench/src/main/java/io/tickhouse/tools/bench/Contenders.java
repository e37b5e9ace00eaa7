package io.tickhouse.tools.bench;

import io.tickhouse.kafka.topics.Delivery;
import io.tickhouse.kafka.topics.TopicNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All contenders, in the order of the tables. */
final class Contenders {

    static final String LOOP = "loop";
    static final String FLINK = "flink";
    static final String FLINK_BEFORE = "flink-before";
    static final String STREAMS = "streams";
    static final String FLINK_SQL = "flink-sql";
    static final String FLINK_SQL_EXPLODE = "flink-sql-explode";

    private static final List<Choice> ALL =
            Stream.of(
                            choices(LOOP, Leg.CONSUME, Leg.PARSE, Leg.KAFKA, Leg.ICEBERG, Leg.BOTH),
                            choices(FLINK, Leg.KAFKA, Leg.ICEBERG, Leg.BOTH),
                            choices(STREAMS, Leg.KAFKA),
                            choices(FLINK_SQL, Leg.KAFKA, Leg.BOTH),
                            choices(FLINK_SQL_EXPLODE, Leg.KAFKA, Leg.BOTH))
                    .flatMap(engine -> engine)
                    .toList();

    /** What makes bars and windows. */
    static final String ANALYTICS = "analytics";

    static final String FLINK_SQL_HOP = "flink-sql-hop";
    static final String FLINK_SLIDING = "flink-sliding";

    private static final List<Choice> OF_WINDOWS =
            Stream.of(ANALYTICS, FLINK_SQL_HOP, FLINK_SLIDING)
                    .flatMap(engine -> choices(engine, Leg.WINDOWS))
                    .toList();

    private Contenders() {}

    /** A contender by its name. */
    record Choice(String engine, Leg leg) {
        String name() {
            return leg.of(engine);
        }
    }

    private static Stream<Choice> choices(String engine, Leg... legs) {
        return Stream.of(legs).map(leg -> new Choice(engine, leg));
    }

    /** Those that flatten. */
    static List<Choice> all() {
        return ALL;
    }

    /** Those that make bars and windows of flattened trades. */
    static List<Choice> ofWindows() {
        return OF_WINDOWS;
    }

    /** Adds, after each contender of the flatten job, the same contender of an earlier build. */
    static List<Choice> withBefore(List<Choice> choices) {
        List<Choice> all = new ArrayList<>();
        for (Choice choice : choices) {
            all.add(choice);
            if (choice.engine().equals(FLINK)) {
                all.add(new Choice(FLINK_BEFORE, choice.leg()));
            }
        }
        return all;
    }

    /**
     * Creates a contender on these services.
     *
     * @param before the jar of the earlier build; required only for a contender of it
     * @throws io.tickhouse.tools.UserError if its program is not built
     */
    static Contender make(Choice choice, BenchStack stack, Path before) throws IOException {
        return switch (choice.engine()) {
            case FLINK ->
                    new FlinkContender(
                            stack,
                            choice,
                            stack.built("jobs", "jobs-*-all.jar"),
                            null,
                            round -> places(choice, round, deadLetters(round)));
            // Older builds use one topic of dead letters for all jobs of a source.
            case FLINK_BEFORE ->
                    new FlinkContender(stack, choice, before, null, round -> places(choice, round));
            case FLINK_SQL -> sql(stack, choice, "unnest");
            case FLINK_SQL_EXPLODE -> sql(stack, choice, "explode");
            case ANALYTICS ->
                    new FlinkContender(
                            stack,
                            choice,
                            stack.built("jobs", "jobs-*-all.jar"),
                            "io.tickhouse.jobs.analytics.AnalyticsJob",
                            round ->
                                    List.of(
                                            barsTopic(round),
                                            "--output-mode=kafka-only",
                                            "--bar-sizes=1m",
                                            "--horizons=15m,1h"));
            case FLINK_SQL_HOP -> windows(stack, choice, "hop");
            case FLINK_SLIDING -> windows(stack, choice, "sliding");
            case STREAMS -> streams(stack, choice);
            case LOOP -> loop(stack, choice);
            default -> throw new IllegalArgumentException(choice.name());
        };
    }

    /** The flatten job, into topics. */
    static Contender flatten(BenchStack stack) throws IOException {
        return make(new Choice(FLINK, Leg.KAFKA), stack, null);
    }

    private static String deadLetters(Round round) {
        return "--dead-letter-topic=" + TopicNames.deadLetters(round.outputs());
    }

    /** Where a job that flattens writes, and other options of its own. */
    private static List<String> places(Choice choice, Round round, String... more) {
        Leg leg = choice.leg();
        List<String> options = new ArrayList<>();
        options.add("--dest-topic=" + round.outputs());
        options.add("--output-mode=" + (leg == Leg.BOTH ? "both" : leg.option() + "-only"));
        Collections.addAll(options, more);
        return options;
    }

    private static String barsTopic(Round round) {
        return "--bars-topic=" + round.outputs();
    }

    /**
     * What a user would write with Flink's own windows.
     *
     * @param by which of them
     */
    private static Contender windows(BenchStack stack, Choice choice, String by)
            throws IOException {
        return new FlinkContender(
                stack,
                choice,
                stack.built("tools/contenders", "contenders-*-sql.jar"),
                "io.tickhouse.contenders.WindowsJob",
                round -> List.of(barsTopic(round), "--by=" + by));
    }

    /**
     * What a user would write in Flink SQL without us.
     *
     * @param read how it makes rows of an array
     */
    private static Contender sql(BenchStack stack, Choice choice, String read) throws IOException {
        return new FlinkContender(
                stack,
                choice,
                stack.built("tools/contenders", "contenders-*-sql.jar"),
                "io.tickhouse.contenders.SqlFlatten",
                round -> places(choice, round, deadLetters(round), "--read=" + read));
    }

    private static Contender streams(BenchStack stack, Choice choice) throws IOException {
        String jar = stack.built("kafka/streams", "streams-*-all.jar").toString();
        return new JavaContender(
                stack,
                choice,
                List.of("-jar", jar),
                round -> {
                    List<String> arguments = new ArrayList<>();
                    Collections.addAll(
                            arguments,
                            "-b=" + stack.endpoints().kafka(),
                            "-i=" + round.rawTopic(),
                            "-o=" + round.outputs(),
                            "--application-id=" + round.outputs(),
                            "--http-port=0",
                            "--state-dir=" + stack.home().resolve("bench/streams"),
                            "--delivery=" + round.delivery().option(),
                            "--commit-interval=" + round.interval().toMillis() + " ms");
                    streamsRecovery(round)
                            .forEach(
                                    (key, value) ->
                                            arguments.add("--kafka-property=" + key + "=" + value));
                    return arguments;
                },
                Contenders::streamsRecovery);
    }

    /** The application's own defaults, set explicitly so that the results can show them. */
    static Map<String, String> streamsRecovery(Round round) {
        Map<String, String> settings = new TreeMap<>();
        // As the local stack starts it: it gets its partitions back.
        settings.put("group.instance.id", round.outputs());
        settings.put("session.timeout.ms", "10000");
        if (round.delivery() == Delivery.EXACTLY_ONCE) {
            settings.put(
                    "transaction.timeout.ms",
                    String.valueOf(round.interval().plusSeconds(30).toMillis()));
        }
        return settings;
    }

    private static Contender loop(BenchStack stack, Choice choice) throws IOException {
        return new JavaContender(
                stack,
                choice,
                List.of("-cp", stack.classPathOfContenders(), "io.tickhouse.contenders.PlainLoop"),
                round -> {
                    List<String> arguments = new ArrayList<>();
                    Collections.addAll(
                            arguments,
                            "--mode=" + choice.leg().option(),
                            "--source-topic=" + round.rawTopic(),
                            "--dest-topic=" + round.outputs(),
                            deadLetters(round),
                            "--iceberg-table=local." + round.table(),
                            "--group-id=" + round.outputs(),
                            "--delivery=" + round.delivery().option(),
                            "--processing-time=" + round.interval().toMillis() + " ms");
                    if (round.untilEnd()) {
                        arguments.add("--until-end");
                    }
                    return arguments;
                },
                // It has no group that must notice its death, and it fences off its old
                // transaction.
                round -> Map.of());
    }
}
