package io.tickhouse.tools.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All results of a run, as in the JSON file.
 *
 * @param command as it was typed
 * @param startedAt RFC 3339
 * @param seconds that the run took
 * @param calibration CPU seconds of the calibration loop; null if nothing was calibrated
 * @param jmh empty if JMH did not run
 * @param throughput empty if it was not measured; the next two likewise
 * @param failures of more than one contender, each a sentence
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Results(
        String command,
        String startedAt,
        double seconds,
        Machine machine,
        Settings settings,
        Spread calibration,
        List<ContenderResult> throughput,
        List<Jmh.Score> jmh,
        List<LatencyResult> latency,
        List<RecoveryResult> recovery,
        List<String> failures) {

    private static final double PARSER_GOAL = 1_500_000;

    /** Results of a run that has not measured anything yet. */
    static Results none(String command, String startedAt, Machine machine, Settings settings) {
        return new Results(
                command, startedAt, 0, machine, settings, null, List.of(), List.of(), List.of(),
                List.of(), List.of());
    }

    /** The same with another duration of the run. */
    Results after(double secondsOfAll) {
        return new Results(
                command,
                startedAt,
                secondsOfAll,
                machine,
                settings,
                calibration,
                throughput,
                jmh,
                latency,
                recovery,
                failures);
    }

    /** The same with this throughput instead of the old one. */
    Results withThroughput(List<ContenderResult> contenders, Spread loops, Settings measuredWith) {
        return new Results(
                command,
                startedAt,
                seconds,
                machine,
                measuredWith,
                loops,
                contenders,
                jmh,
                latency,
                recovery,
                failures);
    }

    Results withJmh(List<Jmh.Score> scores) {
        return new Results(
                command,
                startedAt,
                seconds,
                machine,
                settings,
                calibration,
                throughput,
                scores,
                latency,
                recovery,
                failures);
    }

    /** The same with one more result. */
    Results with(LatencyResult result) {
        return new Results(
                command,
                startedAt,
                seconds,
                machine,
                settings,
                calibration,
                throughput,
                jmh,
                and(latency, result),
                recovery,
                failures);
    }

    /** The same with one more result. */
    Results with(RecoveryResult result) {
        return new Results(
                command,
                startedAt,
                seconds,
                machine,
                settings,
                calibration,
                throughput,
                jmh,
                latency,
                and(recovery, result),
                failures);
    }

    /** The same with one more failure. */
    Results withFailure(String failure) {
        return new Results(
                command,
                startedAt,
                seconds,
                machine,
                settings,
                calibration,
                throughput,
                jmh,
                latency,
                recovery,
                and(failures, failure));
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
        goals.add(parserGoal(throughput, jmh));
        return goals;
    }

    private static Goal ratioGoal(
            List<ContenderResult> throughput, String one, String other, double least) {
        String bound = least == (long) least ? String.valueOf((long) least) : String.valueOf(least);
        return Goal.atLeast(
                least,
                "cpu(" + one + ") / cpu(" + other + ") at least " + bound,
                ratio(throughput, one, other));
    }

    /**
     * From JMH, which measures the parser alone; without JMH, from what parsing adds to the loop.
     */
    private static Goal parserGoal(List<ContenderResult> throughput, List<Jmh.Score> jmh) {
        String wanted = "parser at least 1,500,000 trades/s a core: ";
        return jmh.stream()
                .filter(score -> score.name().equals(Jmh.PARSER) && score.unit().equals("ops/s"))
                .findFirst()
                .map(
                        score ->
                                Goal.atLeast(
                                        PARSER_GOAL, wanted + "JMH, " + Jmh.PARSER, score.score()))
                .orElseGet(
                        () ->
                                Goal.atLeast(
                                        PARSER_GOAL,
                                        wanted + "loop-parse less loop-consume",
                                        parserTradesPerSecond(throughput)));
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
