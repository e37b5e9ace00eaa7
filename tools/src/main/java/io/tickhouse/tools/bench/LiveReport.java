package io.tickhouse.tools.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Report of latency and recovery for people, as Markdown. */
final class LiveReport {

    private LiveReport() {}

    /** The project's goals for latency, as far as they were measured. */
    static List<Goal> goals(List<LatencyResult> results) {
        String alo = Delivery.AT_LEAST_ONCE.option();
        String eos = Delivery.EXACTLY_ONCE.option();
        List<Goal> goals = new ArrayList<>();
        for (LatencyResult result : results) {
            if (!result.contender().startsWith(Contenders.FLINK + "-b")) {
                continue;
            }
            if (result.delivery().equals(alo)) {
                goals.add(goal(result, "kafka", 50));
                goals.add(goal(result, "pinot", 150));
            } else if (result.delivery().equals(eos)) {
                double most = 1.15 * result.intervalMillis() + 1000;
                for (String place : List.of("kafka", "iceberg", "pinot")) {
                    goals.add(goal(result, place, most));
                }
            }
        }
        return goals;
    }

    private static Goal goal(LatencyResult result, String place, double mostMillis) {
        Latencies.Figures figures =
                result.place(place).map(LatencyResult.Place::figures).orElse(null);
        // A percentile of the trades that were seen says nothing about those that never were.
        return new Goal(
                format(
                        "%s, %s, %,d trades/s: p99 in %s at most %,.0f ms, every trade seen",
                        result.contender(), result.delivery(), result.rate(), place, mostMillis),
                figures == null ? null : figures.p99(),
                figures == null ? null : figures.p99() <= mostMillis && figures.missing() == 0);
    }

    static List<String> latency(List<LatencyResult> results) {
        List<String> lines = new ArrayList<>();
        if (results.isEmpty()) {
            return lines;
        }
        lines.add("## Latency");
        lines.add("");
        LatencyResult one = results.get(0);
        lines.add(
                format(
                        "From the time a trade was due to the time it could be read, in ms, at %,d"
                                + " trades/s for %.0f s after a warm-up of %.0f s from the first row"
                                + " on, which does not count. Interval of checkpoints and commits: %.1f s. Nobody was"
                                + " pinned to a core.",
                        one.rate(),
                        one.seconds(),
                        one.warmUpSeconds(),
                        one.intervalMillis() / 1000.0));
        lines.add("");
        lines.add(
                row(
                        "contender",
                        "delivery",
                        "seen in",
                        "p50",
                        "p99",
                        "p99.9",
                        "max",
                        "trades",
                        "not seen",
                        "feed late, p99",
                        "load average"));
        lines.add("|---|---|---|" + "---:|".repeat(8));
        for (LatencyResult result : results) {
            for (LatencyResult.Place place : result.places()) {
                Latencies.Figures figures = place.figures();
                lines.add(
                        row(
                                "`" + result.contender() + "`",
                                result.delivery(),
                                place.name(),
                                format("%,.1f", figures.p50()),
                                format("%,.1f", figures.p99()),
                                format("%,.1f", figures.p999()),
                                format("%,.1f", figures.max()),
                                format("%,d", figures.trades()),
                                format("%,d", figures.missing()),
                                format("%,.1f", result.sender().p99()),
                                format("%.1f", result.loadAverage())));
            }
        }
        lines.add("");
        lines.add(
                "The feed follows a timetable: every 5 ms what is due, as one array a partition. The"
                        + " event time of a trade is the time it was due, so a feed or a broker that"
                        + " falls behind makes the figures worse (no coordinated omission). *Feed"
                        + " late* tells how far the feed was behind its timetable. Feed and observers"
                        + " share one process and its clock.");
        lines.add("");
        results.stream()
                .flatMap(result -> result.places().stream())
                .collect(Collectors.toMap(LatencyResult.Place::name, p -> p, (a, b) -> a))
                .values()
                .forEach(place -> lines.add("- " + place.name() + ": " + place.method() + "."));
        lines.add("");
        failures(
                lines,
                results.stream()
                        .filter(result -> result.failure() != null)
                        .map(r -> r.contender() + ", " + r.delivery() + ": " + r.failure())
                        .toList());
        return lines;
    }

    static List<String> recovery(List<RecoveryResult> results) {
        List<String> lines = new ArrayList<>();
        if (results.isEmpty()) {
            return lines;
        }
        lines.add("## Recovery");
        lines.add("");
        RecoveryResult one = results.get(0);
        lines.add(
                format(
                        "SIGKILL at %,d trades/s, started again at once, as a supervisor would."
                                + " Seconds from the kill, each in the order of the kills. Interval"
                                + " of checkpoints and commits: %.1f s.",
                        one.rate(), one.intervalMillis() / 1000.0));
        lines.add("");
        lines.add(
                row(
                        "contender",
                        "delivery",
                        "first new row",
                        "lag below 1 s",
                        "elements",
                        "lost",
                        "duplicates",
                        "as promised"));
        lines.add("|---|---|---:|---:|---:|---:|---:|---|");
        for (RecoveryResult result : results) {
            if (result.failure() == null) {
                lines.add(
                        row(
                                "`" + result.contender() + "`",
                                result.delivery(),
                                seconds(result, RecoveryResult.Kill::firstRowSeconds),
                                seconds(result, RecoveryResult.Kill::zeroLagSeconds),
                                format("%,d", result.elements()),
                                format("%,d", result.missing()),
                                format("%,d", result.doubled()),
                                result.clean() ? "yes" : "**no**"));
            }
        }
        lines.add("");
        lines.add(
                "The process is dead at a certain end of the topic, as a read_committed reader sees"
                        + " it. The first new row is the first that this reader gets from there on."
                        + " The lag is that of committed offsets. Flink commits them with its"
                        + " checkpoints, also where rows are visible at once. The audit counts what"
                        + " is lost and what is there twice, over all outputs, once the feed has"
                        + " stopped.");
        lines.add("");
        lines.add("What was killed, and what decides how soon it is missed and back:");
        lines.add("");
        results.stream()
                .filter(result -> result.failure() == null)
                .map(LiveReport::killed)
                .distinct()
                .forEach(lines::add);
        lines.add("");
        failures(
                lines,
                results.stream()
                        .filter(result -> result.failure() != null)
                        .map(r -> r.contender() + ", " + r.delivery() + ": " + r.failure())
                        .toList());
        return lines;
    }

    private static String killed(RecoveryResult result) {
        String settings =
                result.settings().entrySet().stream()
                        // The name is unique to the run; it only matters that there is one.
                        .map(
                                setting ->
                                        setting.getKey().equals("group.instance.id")
                                                ? "a static member of its group"
                                                : "`"
                                                        + setting.getKey()
                                                        + "` "
                                                        + setting.getValue())
                        .collect(Collectors.joining(", "));
        return "- `"
                + result.contender()
                + "`, "
                + result.delivery()
                + ": "
                + result.killed()
                + (settings.isEmpty() ? "; no timeout of its own" : "; " + settings)
                + ".";
    }

    private static String seconds(
            RecoveryResult result, ToDoubleFunction<RecoveryResult.Kill> seconds) {
        return result.kills().stream()
                .map(kill -> format("%.1f", seconds.applyAsDouble(kill)))
                .collect(Collectors.joining(", "));
    }

    private static void failures(List<String> lines, List<String> failures) {
        failures.forEach(failure -> lines.add("- FAILED " + failure));
        if (!failures.isEmpty()) {
            lines.add("");
        }
    }

    private static String row(String... cells) {
        return List.of(cells).stream().collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
