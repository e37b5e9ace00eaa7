package io.tickhouse.tools.bench;

import static io.tickhouse.tools.bench.Markdown.Column.number;
import static io.tickhouse.tools.bench.Markdown.Column.text;
import static io.tickhouse.tools.bench.Markdown.format;

import io.tickhouse.tools.bench.Markdown.Column;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The results for people: tables in the form of docs/performance.md. */
final class MarkdownReport {

    private static final double MIB = 1 << 20;

    // Columns of the tables of contenders.
    private static final Column<ContenderResult> NAME =
            text("contender", c -> "`" + c.name() + "`");
    private static final Column<ContenderResult> STEADY_CPU =
            number("CPU-s per million trades, steady", c -> spread("%.2f", c.steadyCpu()));
    private static final Column<ContenderResult> WHOLE_CPU =
            number("the same, whole run", c -> spread("%.2f", c.wholeCpu()));
    private static final Column<ContenderResult> SPEED =
            number(
                    "trades/s, steady",
                    c -> spread("%,.0f k", c.steady(cost -> cost.tradesPerSecond() / 1000)));
    private static final Column<ContenderResult> BROKER_CPU =
            number("broker CPU-s/M", c -> median("%.2f", c, cpuOf("kafka")));
    private static final Column<ContenderResult> RESIDENT =
            number("peak RSS MiB", c -> median("%,.0f", c, f -> f.peakResidentBytes() / MIB));
    private static final Column<ContenderResult> ALLOCATED =
            number("allocated B/trade", c -> median("%,.0f", c, Figures::allocatedBytesPerTrade));
    private static final Column<ContenderResult> PAUSES =
            number("GC pauses ms", c -> median("%,.0f", c, Figures::gcPauseMillis));

    private final Results results;
    private final Markdown page = new Markdown();

    private MarkdownReport(Results results) {
        this.results = results;
    }

    static String of(Results results) {
        MarkdownReport report = new MarkdownReport(results);
        boolean throughput = !results.throughput().isEmpty();
        report.head();
        if (throughput) {
            if (report.ofAnalytics()) {
                report.analytics();
            } else {
                report.throughput();
            }
        }
        if (!results.jmh().isEmpty()) {
            report.jmh();
        }
        report.page.add(LiveReport.latency(results.latency()));
        report.page.add(LiveReport.recovery(results.recovery()));
        report.goals();
        report.failures();
        if (throughput) {
            report.method();
        }
        return String.join("\n", report.page.lines()).stripTrailing() + "\n";
    }

    private boolean ofAnalytics() {
        return results.settings().hours() != null;
    }

    private void head() {
        Machine machine = results.run().machine();
        page.paragraph("# Benchmark");
        if (results.settings().quick()) {
            page.paragraph("**A quick run: few trades, few rounds. For a look, not for citing.**");
        }
        page.paragraph("`%s`", results.run().command());
        page.paragraph(
                "%s, %.0f s. %s, %d cores, %.1f GiB; %s, %s; JDK %s; commit %s.%s",
                results.run().startedAt(),
                results.seconds(),
                machine.cpu(),
                machine.cores(),
                machine.memoryBytes() / MIB / 1024,
                machine.os(),
                machine.kernel(),
                machine.jdk(),
                machine.commit(),
                results.throughput().isEmpty() ? "" : backlog(results.settings()));
    }

    private static String backlog(Settings set) {
        String cores =
                set.coreUnderTest() == null
                        ? "No process was pinned to a core."
                        : "The process under test had core %s alone. All others had %s."
                                .formatted(set.coreUnderTest(), set.coresOfServices());
        return format(
                """

                Backlog: %,d trades in %,d %s, %,.1f MiB, %,d symbols, %d partitions, seed %d. \
                %s, an interval of %.1f s, parallelism %d.
                %s""",
                set.trades(),
                set.records(),
                set.hours() == null
                        ? "arrays"
                        : format("rows over %.1f h of event time", set.hours()),
                set.rawBytes() / MIB,
                set.symbols(),
                set.partitions(),
                set.seed(),
                set.delivery(),
                set.intervalMillis() / 1000.0,
                set.parallelism(),
                cores);
    }

    private void throughput() {
        List<ContenderResult> contenders = results.throughput();
        page.heading("Throughput");
        rounds(contenders);
        page.table(
                contenders,
                NAME,
                STEADY_CPU,
                WHOLE_CPU,
                SPEED,
                number("cpu(loop) / cpu(it)", this::overLoop),
                BROKER_CPU,
                number("store CPU-s/M", c -> median("%.2f", c, cpuOf("s3"))),
                RESIDENT,
                ALLOCATED,
                PAUSES,
                number("topic B/trade", c -> median("%.1f", c, Figures::topicBytesPerTrade)),
                number("table B/trade", c -> median("%.1f", c, Figures::tableBytesPerTrade)));
        calibration(contenders);
    }

    private void analytics() {
        List<ContenderResult> contenders = results.throughput();
        page.heading("Analytics");
        page.paragraph(
                """
                Bars of a minute, and windows of 15 minutes and an hour at the end of each minute. `analytics` does more than the
                others: its sums are exact, and it has conditions, volatility, several versions of a row, late trades, corrections.
                It keeps the trades of the last hour for that.""");
        rounds(contenders);
        page.table(
                contenders,
                NAME,
                STEADY_CPU,
                WHOLE_CPU,
                SPEED,
                number("cpu(it) / cpu(analytics)", this::overAnalytics),
                BROKER_CPU,
                RESIDENT,
                ALLOCATED,
                PAUSES,
                number("state MiB", c -> median("%,.1f", c, f -> f.windows().stateBytes() / MIB)),
                number(
                        "state B/symbol",
                        c -> median("%,.0f", c, f -> f.windows().stateBytesPerSymbol())),
                number("rows written", c -> median("%,.0f", c, f -> (double) f.windows().rows())));
        calibration(contenders);
    }

    private void rounds(List<ContenderResult> contenders) {
        int wanted = results.settings().rounds();
        int rounds = contenders.stream().mapToInt(c -> c.rounds().size()).max().orElse(0);
        page.paragraph(
                "%s%s",
                rounds == 1 ? "One round" : "Median (minimum to maximum) of " + rounds + " rounds",
                rounds < wanted
                        ? ", of %d that were asked for: the run did not come to its end."
                                .formatted(wanted)
                        : ".");
    }

    private void calibration(List<ContenderResult> contenders) {
        Spread loop = results.calibration();
        if (loop != null) {
            page.paragraph(
                    "Calibration loop: %.3f CPU-s (%.3f to %.3f). Before or after %d runs it was more"
                            + " than %.0f %% off, or others had the core too; they are marked in the"
                            + " JSON.",
                    loop.median(),
                    loop.min(),
                    loop.max(),
                    contenders.stream()
                            .flatMap(contender -> contender.rounds().stream())
                            .filter(RoundResult::disturbed)
                            .count(),
                    Calibration.TOLERANCE * 100);
        }
    }

    private String overLoop(ContenderResult contender) {
        String loop = Contenders.LOOP + "-" + contender.leg().option();
        Double ratio = Results.ratio(results.throughput(), loop, contender.name());
        return ratio == null ? "-" : format("%.2f", ratio);
    }

    private String overAnalytics(ContenderResult contender) {
        Double ratio = Results.ratio(results.throughput(), contender.name(), Contenders.ANALYTICS);
        return ratio == null ? "-" : format("%.2f", ratio);
    }

    private static Function<Figures, Double> cpuOf(String service) {
        return figures -> figures.serviceCpuSecondsPerMillion().get(service);
    }

    private static String spread(String format, Optional<Spread> spread) {
        return spread.map(s -> s.text(format)).orElse("-");
    }

    private static String median(
            String format, ContenderResult contender, Function<Figures, Double> figure) {
        return contender.spread(figure).map(s -> format(format, s.median())).orElse("-");
    }

    private void jmh() {
        page.heading("JMH");
        page.table(
                results.jmh(),
                text("benchmark", score -> "`" + score.name() + "`"),
                text("parameters", Jmh.Score::parameters),
                number("score", score -> format(digits(score), score.score())),
                number("error", score -> format(digits(score), score.error())),
                text("unit", Jmh.Score::unit),
                number("allocated B/op", s -> format("%,.0f", s.allocatedBytesPerOperation())));
    }

    private static String digits(Jmh.Score score) {
        return score.score() < 100 ? "%,.3f" : "%,.0f";
    }

    private void goals() {
        List<Goal> judged = results.goals().stream().filter(goal -> goal.met() != null).toList();
        if (!judged.isEmpty()) {
            page.heading("Goals");
            page.table(
                    judged,
                    text("goal", Goal::wanted),
                    number("measured", goal -> format("%,.2f", goal.measured())),
                    text("", goal -> goal.met() ? "met" : "missed"));
        }
    }

    private void failures() {
        List<String> failures =
                Stream.concat(
                                results.failures().stream(),
                                results.throughput().stream().flatMap(ContenderResult::failures))
                        .toList();
        if (!failures.isEmpty()) {
            page.heading("Failures");
            page.list(failures);
        }
    }

    private void method() {
        page.paragraph(
                """
                ## How %s measured
                Every round runs every contender over the same backlog, each in a fresh process. Each round begins with another
                contender. The backlog is in the page cache. After each run the committed rows are counted. A contender that did
                not write %s has no figures. CPU is user and system time of all threads of the process under test.
                *Whole* begins with the process, so it includes the start of the JVM, class loading and JIT. *Steady* is from the
                first commit at 20 %% of the backlog or more to the last one before its end. The calibration loop (SHA-256, in a
                process of its own) runs before and after each round. A round where it was off is left out if three others remain.
                The JSON has all rounds. All JVMs under test have the same heap and collector. Work that the collector does while
                the program runs is in the CPU time, not in its pauses. The client that submits a Flink job and the JobManager are
                not processes under test. Not shown: a network, replication, more than one broker.""",
                ofAnalytics() ? "analytics are" : "throughput is",
                ofAnalytics() ? "every bar and window" : "every trade");
        if (ofAnalytics()) {
            page.paragraph(
                    """
                    *State* is the largest checkpoint. The trades come in the order of their time, because the others drop late ones.""");
        }
    }
}
