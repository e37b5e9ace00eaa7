package io.tickhouse.tools.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All results of a run, as in the JSON file.
 *
 * @param seconds that the run took
 * @param calibration CPU seconds of the calibration loop; null if nothing was calibrated
 * @param throughput of contenders that flatten, or of those that make windows; empty if it was not
 *     measured, and the next three likewise
 * @param failures of more than one contender, each a sentence
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Results(
        @JsonUnwrapped Run run,
        Settings settings,
        double seconds,
        Spread calibration,
        List<ContenderResult> throughput,
        List<Jmh.Score> jmh,
        List<LatencyResult> latency,
        List<RecoveryResult> recovery,
        List<String> failures) {

    private static final double PARSER_GOAL = 1_500_000;

    /**
     * What identifies a run. In the JSON file its fields are among the others.
     *
     * @param command as it was typed
     * @param startedAt RFC 3339
     */
    record Run(String command, String startedAt, Machine machine) {}

    /** Results of a run that has not measured anything yet. */
    static Results none(Run run, Settings settings) {
        return new Results(
                run, settings, 0, null, List.of(), List.of(), List.of(), List.of(), List.of());
    }

    Results after(double spent) {
        return new Results(
                run, settings, spent, calibration, throughput, jmh, latency, recovery, failures);
    }

    /** The same with this throughput instead of the old one. */
    Results withThroughput(List<ContenderResult> contenders, Spread loops, Settings measuredWith) {
        return new Results(
                run, measuredWith, seconds, loops, contenders, jmh, latency, recovery, failures);
    }

    Results withJmh(List<Jmh.Score> scores) {
        return new Results(
                run,
                settings,
                seconds,
                calibration,
                throughput,
                scores,
                latency,
                recovery,
                failures);
    }

    /** The same with one more result. */
    Results with(LatencyResult result) {
        List<LatencyResult> all = and(latency, result);
        return new Results(
                run, settings, seconds, calibration, throughput, jmh, all, recovery, failures);
    }

    /** The same with one more result. */
    Results with(RecoveryResult result) {
        List<RecoveryResult> all = and(recovery, result);
        return new Results(
                run, settings, seconds, calibration, throughput, jmh, latency, all, failures);
    }

    /** The same with one more failure. */
    Results withFailure(String failure) {
        List<String> all = and(failures, failure);
        return new Results(
                run, settings, seconds, calibration, throughput, jmh, latency, recovery, all);
    }

    private static <T> List<T> and(List<T> some, T another) {
        List<T> all = new ArrayList<>(some);
        all.add(another);
        return List.copyOf(all);
    }

    /** Whether something failed, or a contender broke the promise of its delivery. */
    @JsonIgnore
    boolean isFailed() {
        return !failures.isEmpty()
                || throughput.stream().anyMatch(ContenderResult::isFailed)
                || latency.stream().anyMatch(LatencyResult::isFailed)
                || recovery.stream().anyMatch(result -> !result.clean());
    }

    /** The project's goals, with what was measured here. */
    @JsonProperty("goals")
    List<Goal> goals() {
        List<Goal> goals = goals(throughput, jmh);
        goals.addAll(LiveReport.goals(latency));
        return goals;
    }

    /** The goals for throughput and JMH. */
    static List<Goal> goals(List<ContenderResult> throughput, List<Jmh.Score> jmh) {
        List<Goal> goals = new ArrayList<>();
        goals.add(ratioGoal(throughput, "loop-kafka", "flink-kafka", 0.6));
        goals.add(ratioGoal(throughput, "streams-kafka", "flink-kafka", 1));
        goals.add(ratioGoal(throughput, "loop-both", "flink-both", 0.6));
        goals.add(ratioGoal(throughput, "flink-sql-kafka", "flink-kafka", 2));
        goals.add(ratioGoal(throughput, "flink-sql-both", "flink-both", 2));
        goals.add(ratioGoal(throughput, "flink-sql-explode-kafka", "flink-kafka", 2));
        goals.add(ratioGoal(throughput, "flink-sql-explode-both", "flink-both", 2));
        goals.add(ratioGoal(throughput, Contenders.FLINK_SQL_HOP, Contenders.ANALYTICS, 2));
        goals.add(ratioGoal(throughput, Contenders.FLINK_SLIDING, Contenders.ANALYTICS, 2));
        goals.add(parserGoal(throughput, jmh));
        return goals;
    }

    private static Goal ratioGoal(
            List<ContenderResult> throughput, String one, String other, double least) {
        BigDecimal bound = BigDecimal.valueOf(least).stripTrailingZeros();
        return Goal.atLeast(
                least,
                "cpu(%s) / cpu(%s) at least %s".formatted(one, other, bound.toPlainString()),
                ratio(throughput, one, other));
    }

    /**
     * From JMH, which measures the parser alone; without JMH, from what parsing adds to the loop.
     */
    private static Goal parserGoal(List<ContenderResult> throughput, List<Jmh.Score> jmh) {
        Optional<Jmh.Score> score =
                jmh.stream()
                        .filter(s -> s.name().equals(Jmh.PARSER) && s.unit().equals("ops/s"))
                        .findFirst();
        return Goal.atLeast(
                PARSER_GOAL,
                "parser at least 1,500,000 trades/s a core: "
                        + (score.isPresent()
                                ? "JMH, " + Jmh.PARSER
                                : "loop-parse less loop-consume"),
                score.isPresent()
                        ? (Double) score.get().score()
                        : parserTradesPerSecond(throughput));
    }

    /**
     * Trades a second on one core, from what parsing adds to reading; null if one of the two legs
     * is missing.
     */
    static Double parserTradesPerSecond(List<ContenderResult> results) {
        Optional<Spread> consume =
                find(results, "loop-consume").flatMap(ContenderResult::steadyCpu);
        Optional<Spread> parse = find(results, "loop-parse").flatMap(ContenderResult::steadyCpu);
        if (consume.isEmpty() || parse.isEmpty()) {
            return null;
        }
        double cpuSecondsPerMillion = parse.get().median() - consume.get().median();
        return cpuSecondsPerMillion <= 0 ? null : 1e6 / cpuSecondsPerMillion;
    }

    /**
     * CPU time of one contender divided by that of another. It compares medians: of the steady
     * phase if both have it, else of the whole run. Null without figures.
     */
    static Double ratio(List<ContenderResult> results, String one, String other) {
        Optional<ContenderResult> a = find(results, one);
        Optional<ContenderResult> b = find(results, other);
        if (a.isEmpty() || b.isEmpty()) {
            return null;
        }
        boolean steady = a.get().steadyCpu().isPresent() && b.get().steadyCpu().isPresent();
        Optional<Spread> x = steady ? a.get().steadyCpu() : a.get().wholeCpu();
        Optional<Spread> y = steady ? b.get().steadyCpu() : b.get().wholeCpu();
        return x.isEmpty() || y.isEmpty() ? null : x.get().median() / y.get().median();
    }

    private static Optional<ContenderResult> find(List<ContenderResult> results, String name) {
        return results.stream().filter(result -> result.name().equals(name)).findFirst();
    }
}
