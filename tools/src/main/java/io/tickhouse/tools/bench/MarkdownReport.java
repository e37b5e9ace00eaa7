package io.tickhouse.tools.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The results for people: tables in the form of docs/performance.md. */
final class MarkdownReport {

    private static final double MIB = 1 << 20;

    private final Results results;
    private final List<String> lines = new ArrayList<>();

    private MarkdownReport(Results results) {
        this.results = results;
    }

    static String of(Results results) {
        MarkdownReport report = new MarkdownReport(results);
        report.head();
        report.throughput();
        report.jmh();
        report.lines.addAll(LiveReport.latency(results.latency()));
        report.lines.addAll(LiveReport.recovery(results.recovery()));
        report.goals();
        report.failures();
        if (!results.throughput().isEmpty()) {
            report.method();
        }
        return String.join("\n", report.lines) + "\n";
    }

    private void head() {
        Settings set = results.settings();
        Machine machine = results.machine();
        lines.add("# Benchmark");
        lines.add("");
        if (set.quick()) {
            lines.add("**A quick run: few trades, few rounds. For a look, not for citing.**");
            lines.add("");
        }
        lines.add("`" + results.command() + "`");
        lines.add("");
        lines.add(
                format(
                        "%s, %.0f s. %s, %d cores, %.1f GiB; %s, %s; JDK %s; commit %s.",
                        results.startedAt(),
                        results.seconds(),
                        machine.cpu(),
                        machine.cores(),
                        machine.memoryBytes() / MIB / 1024,
                        machine.os(),
                        machine.kernel(),
                        machine.jdk(),
                        machine.commit()));
        if (!results.throughput().isEmpty()) {
            backlog(set);
        }
        lines.add("");
    }

    private void backlog(Settings set) {
        lines.add(
                format(
                        "Backlog: %,d trades in %,d arrays, %,.1f MiB, %,d symbols, %d partitions,"
                                + " seed %d. %s, an interval of %.1f s, parallelism %d.",
                        set.trades(),
                        set.records(),
                        set.rawBytes() / MIB,
                        set.symbols(),
                        set.partitions(),
                        set.seed(),
                        set.delivery(),
                        set.intervalMillis() / 1000.0,
                        set.parallelism()));
        lines.add(
                set.coreUnderTest() == null
                        ? "Nobody was pinned to a core."
                        : "The process under test had core "
                                + set.coreUnderTest()
                                + " alone, all services and the bench had "
                                + set.coresOfServices()
                                + ".");
    }

    private void throughput() {
        if (results.throughput().isEmpty()) {
            return;
        }
        int rounds =
                results.throughput().stream()
                        .mapToInt(contender -> contender.rounds().size())
                        .max()
                        .orElse(0);
        lines.add("## Throughput");
        lines.add("");
        lines.add(
                (rounds == 1 ? "One round" : "Median (minimum to maximum) of " + rounds + " rounds")
                        + (rounds < results.settings().rounds()
                                ? ", of "
                                        + results.settings().rounds()
                                        + " that were asked for: the run did not come to its end."
                                : "."));
        lines.add("");
        row(
                "contender",
                "CPU-s per million trades, steady",
                "the same, whole run",
                "trades/s, steady",
                "cpu(loop) / cpu(it)",
                "broker CPU-s/M",
                "store CPU-s/M",
                "peak RSS MiB",
                "allocated B/trade",
                "GC pauses ms",
                "topic B/trade",
                "table B/trade");
        lines.add("|---|" + "---:|".repeat(11));
        for (ContenderResult contender : results.throughput()) {
            Function<Function<Figures, Double>, Optional<Spread>> of = contender::spread;
            row(
                    "`" + contender.name() + "`",
                    cell(contender.steadyCpu(), "%.2f", 1),
                    cell(contender.wholeCpu(), "%.2f", 1),
                    cell(
                            of.apply(f -> f.steady() == null ? null : f.steady().tradesPerSecond()),
                            "%,.0f k",
                            1e-3),
                    overLoop(contender),
                    median(of.apply(f -> f.serviceCpuSecondsPerMillion().get("kafka")), "%.2f", 1),
                    median(of.apply(f -> f.serviceCpuSecondsPerMillion().get("s3")), "%.2f", 1),
                    median(of.apply(f -> (double) f.peakResidentBytes()), "%,.0f", 1 / MIB),
                    median(of.apply(Figures::allocatedBytesPerTrade), "%,.0f", 1),
                    median(of.apply(Figures::gcPauseMillis), "%,.0f", 1),
                    median(of.apply(Figures::topicBytesPerTrade), "%.1f", 1),
                    median(of.apply(Figures::tableBytesPerTrade), "%.1f", 1));
        }
        lines.add("");
        long disturbed =
                results.throughput().stream()
                        .flatMap(contender -> contender.rounds().stream())
                        .filter(RoundResult::disturbed)
                        .count();
        if (results.calibration() != null) {
            Spread loop = results.calibration();
            lines.add(
                    format(
                            "Calibration loop: %.3f CPU-s (%.3f to %.3f). Before or after %d runs it"
                                    + " was more than %.0f %% off, or others had the core too; they"
                                    + " are marked in the JSON.",
                            loop.median(),
                            loop.min(),
                            loop.max(),
                            disturbed,
                            Calibration.TOLERANCE * 100));
            lines.add("");
        }
    }

    private String overLoop(ContenderResult contender) {
        Double ratio =
                Results.ratio(
                        results.throughput(),
                        Contenders.LOOP + "-" + contender.leg().option(),
                        contender.name());
        return ratio == null ? "-" : format("%.2f", ratio);
    }

    private void jmh() {
        if (results.jmh().isEmpty()) {
            return;
        }
        lines.add("## JMH");
        lines.add("");
        row("benchmark", "parameters", "score", "error", "unit", "allocated B/op");
        lines.add("|---|---|---:|---:|---|---:|");
        for (Jmh.Score score : results.jmh()) {
            row(
                    "`" + score.name() + "`",
                    score.parameters(),
                    format(score.score() < 100 ? "%,.3f" : "%,.0f", score.score()),
                    format(score.score() < 100 ? "%,.3f" : "%,.0f", score.error()),
                    score.unit(),
                    format("%,.0f", score.allocatedBytesPerOperation()));
        }
        lines.add("");
    }

    private void goals() {
        if (results.goals().stream().allMatch(goal -> goal.met() == null)) {
            return;
        }
        lines.add("## Goals");
        lines.add("");
        row("goal", "measured", "");
        lines.add("|---|---:|---|");
        for (Goal goal : results.goals()) {
            if (goal.met() != null) {
                row(goal.wanted(), format("%,.2f", goal.measured()), goal.met() ? "met" : "missed");
            }
        }
        lines.add("");
    }

    private void failures() {
        List<String> failures = new ArrayList<>();
        results.failures().forEach(failure -> failures.add("- " + failure));
        failures.addAll(
                results.throughput().stream()
                        .flatMap(
                                contender ->
                                        contender.rounds().stream()
                                                .filter(round -> round.failure() != null)
                                                .map(
                                                        round ->
                                                                "- "
                                                                        + contender.name()
                                                                        + ", round "
                                                                        + round.round()
                                                                        + ": "
                                                                        + round.failure()))
                        .toList());
        if (!failures.isEmpty()) {
            lines.add("## Failures");
            lines.add("");
            lines.addAll(failures);
            lines.add("");
        }
    }

    private void method() {
        lines.add(
                """
                ## How throughput is measured
                Every round runs every contender in a fresh process, each time beginning with another, over the same backlog,
                which is in the page cache; after each run the committed rows are counted, and a contender that did not write
                every trade has no figures. CPU is user and system time of the process under test, of all its threads. *Whole*
                begins with its process: start of the JVM, class loading and JIT are in it. *Steady* is from the first commit
                at 20 % of the backlog or more to the last one before its end. Rounds before or after which the calibration loop
                (SHA-256, in a process of its own) was off are left out where three others remain; the JSON has all.
                All JVMs under test have the same heap and collector. What the collector does
                beside the program is in the CPU time, not in its pauses. The client that submits a Flink job and the
                JobManager are no processes under test. Not shown: a network, replication, more than one broker.""");
    }

    private void row(String... cells) {
        lines.add(List.of(cells).stream().collect(Collectors.joining(" | ", "| ", " |")));
    }

    private static String cell(Optional<Spread> spread, String format, double factor) {
        return spread.map(
                        s ->
                                s.count() == 1
                                        ? format(format, s.median() * factor)
                                        : format(format, s.median() * factor)
                                                + " ("
                                                + format(format, s.min() * factor)
                                                + " to "
                                                + format(format, s.max() * factor)
                                                + ")")
                .orElse("-");
    }

    private static String median(Optional<Spread> spread, String format, double factor) {
        return spread.map(s -> format(format, s.median() * factor)).orElse("-");
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
