package io.tickhouse.tools.bench;

import static io.tickhouse.tools.bench.Markdown.Column.number;
import static io.tickhouse.tools.bench.Markdown.Column.text;
import static io.tickhouse.tools.bench.Markdown.format;

import io.tickhouse.kafka.topics.Delivery;
import java.util.ArrayList;
import java.util.List;
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

    /** A row of the table: what one contender achieved in one place. */
    private record Seen(LatencyResult of, LatencyResult.Place in) {}

    static List<String> latency(List<LatencyResult> results) {
        Markdown page = new Markdown();
        if (results.isEmpty()) {
            return page.lines();
        }
        LatencyResult one = results.get(0);
        page.heading("Latency");
        page.paragraph(
                "From the time a trade was due to the time it could be read, in ms, at %,d trades/s"
                        + " for %.0f s. Before that, a warm-up of %.0f s from the first row on does"
                        + " not count. Interval of checkpoints and commits: %.1f s. No process was"
                        + " pinned to a core.",
                one.rate(), one.seconds(), one.warmUpSeconds(), one.intervalMillis() / 1000.0);
        List<Seen> rows =
                results.stream()
                        .flatMap(r -> r.places().stream().map(p -> new Seen(r, p)))
                        .toList();
        page.table(
                rows,
                text("contender", row -> "`" + row.of().contender() + "`"),
                text("delivery", row -> row.of().delivery()),
                text("seen in", row -> row.in().name()),
                number("p50", row -> format("%,.1f", row.in().figures().p50())),
                number("p99", row -> format("%,.1f", row.in().figures().p99())),
                number("p99.9", row -> format("%,.1f", row.in().figures().p999())),
                number("max", row -> format("%,.1f", row.in().figures().max())),
                number("trades", row -> format("%,d", row.in().figures().trades())),
                number("not seen", row -> format("%,d", row.in().figures().missing())),
                number("feed late, p99", row -> format("%,.1f", row.of().sender().p99())),
                number("load average", row -> format("%.1f", row.of().loadAverage())));
        page.paragraph(
                "The feed follows a timetable: every 5 ms what is due, as one array a partition."
                        + " The event time of a trade is the time it was due. A feed or a broker"
                        + " that falls behind therefore makes the figures worse (no coordinated"
                        + " omission). *Feed late* tells how far the feed was behind its timetable."
                        + " Feed and observers share one process and its clock.");
        page.list(
                rows.stream()
                        .collect(Collectors.toMap(r -> r.in().name(), Seen::in, (a, b) -> a))
                        .values()
                        .stream()
                        .map(place -> place.name() + ": " + place.method() + ".")
                        .toList());
        page.list(failures(results));
        return page.lines();
    }

    static List<String> recovery(List<RecoveryResult> results) {
        Markdown page = new Markdown();
        if (results.isEmpty()) {
            return page.lines();
        }
        RecoveryResult one = results.get(0);
        List<RecoveryResult> back = results.stream().filter(r -> r.failure() == null).toList();
        page.heading("Recovery");
        page.paragraph(
                "SIGKILL at %,d trades/s, started again at once, as a supervisor would. Seconds from"
                        + " the kill, each in the order of the kills. Interval of checkpoints and"
                        + " commits: %.1f s.",
                one.rate(), one.intervalMillis() / 1000.0);
        page.table(
                back,
                text("contender", result -> "`" + result.contender() + "`"),
                text("delivery", RecoveryResult::delivery),
                number("first new row", r -> seconds(r, RecoveryResult.Kill::firstRowSeconds)),
                number("lag below 1 s", r -> seconds(r, RecoveryResult.Kill::zeroLagSeconds)),
                number("elements", result -> format("%,d", result.elements())),
                number("lost", result -> format("%,d", result.missing())),
                number("duplicates", result -> format("%,d", result.duplicates())),
                text("as promised", result -> result.clean() ? "yes" : "**no**"));
        page.paragraph(
                "The process is dead at a certain end of the topic, as a read_committed reader sees"
                        + " it. The first new row is the first that this reader gets from there on."
                        + " The lag is that of committed offsets. Flink commits them with its"
                        + " checkpoints, also where rows are visible at once. The audit counts what"
                        + " is lost and what is there twice, over all outputs, once the feed has"
                        + " stopped.");
        page.paragraph("What was killed, and what decides how soon it is missed and back:");
        page.list(back.stream().map(LiveReport::killed).distinct().toList());
        page.list(failures(results));
        return page.lines();
    }

    private static String killed(RecoveryResult result) {
        String settings =
                result.settings().entrySet().stream()
                        // The name is unique to the run; it only matters that there is one.
                        .map(
                                setting ->
                                        setting.getKey().equals("group.instance.id")
                                                ? "a static member of its group"
                                                : "`%s` %s"
                                                        .formatted(
                                                                setting.getKey(),
                                                                setting.getValue()))
                        .collect(Collectors.joining(", "));
        return "`%s`, %s: %s; %s."
                .formatted(
                        result.contender(),
                        result.delivery(),
                        result.killed(),
                        settings.isEmpty() ? "no timeout of its own" : settings);
    }

    private static String seconds(
            RecoveryResult result, ToDoubleFunction<RecoveryResult.Kill> seconds) {
        return result.kills().stream()
                .map(kill -> format("%.1f", seconds.applyAsDouble(kill)))
                .collect(Collectors.joining(", "));
    }

    private static List<String> failures(List<? extends LiveResult> results) {
        return results.stream()
                .filter(result -> result.failure() != null)
                .map(result -> "FAILED " + result.title() + ": " + result.failure())
                .toList();
    }
}
