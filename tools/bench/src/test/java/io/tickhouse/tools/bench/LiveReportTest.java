package io.tickhouse.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LiveReportTest {

    private static final Latencies.Figures SENDER = figures(0.1, 0.2, 0);

    private static Latencies.Figures figures(double p50, double p99, long missing) {
        return new Latencies.Figures(
                1_200_000,
                missing,
                p50,
                p99,
                p99 * 2,
                p99 * 10,
                List.of(new Latencies.Point(50, p50)));
    }

    private static LatencyResult result(String delivery, LatencyResult.Place... places) {
        return new LatencyResult(
                "flink-both", delivery, 2000, 20_000, 30, 60, 1.5, SENDER, List.of(places), null);
    }

    private static LatencyResult.Place place(String name, double p99, long missing) {
        return new LatencyResult.Place(name, "looks at " + name, figures(p99 / 3, p99, missing));
    }

    @Test
    void rendersPercentilesByPlace() {
        List<String> lines =
                LiveReport.latency(
                        List.of(
                                result(
                                        "at-least-once",
                                        place("kafka", 36, 0),
                                        place("pinot", 1234.56, 7))));

        assertThat(lines)
                .contains(
                        "| `flink-both` | at-least-once | kafka | 12.0 | 36.0 | 72.0 | 360.0 |"
                                + " 1,200,000 | 0 | 0.2 | 1.5 |",
                        "| `flink-both` | at-least-once | pinot | 411.5 | 1,234.6 | 2,469.1 |"
                                + " 12,345.6 | 1,200,000 | 7 | 0.2 | 1.5 |",
                        "- kafka: looks at kafka.");
        assertThat(String.join(" ", lines))
                .contains("at 20,000 trades/s for 60 s. Before that, a warm-up of 30 s")
                .contains("commits: 2.0 s");
    }

    @Test
    void judgesTheGoalsOfEachDelivery() {
        List<Goal> goals =
                LiveReport.goals(
                        List.of(
                                result(
                                        "at-least-once",
                                        place("kafka", 50, 0),
                                        place("pinot", 151, 0)),
                                result(
                                        "exactly-once",
                                        place("kafka", 3300, 0),
                                        place("iceberg", 10, 1))));

        assertThat(goals).extracting(Goal::met).containsExactly(true, false, true, false, null);
        assertThat(goals.get(2).wanted()).contains("at most 3,300 ms");
    }

    @Test
    void rendersKillsInTheirOrder() {
        RecoveryResult result =
                new RecoveryResult(
                        "flink-both",
                        "exactly-once",
                        2000,
                        20_000,
                        "the TaskManager",
                        new TreeMap<>(
                                Map.of(
                                        "heartbeat.timeout",
                                        "15 s",
                                        "group.instance.id",
                                        "recovery_x")),
                        List.of(new RecoveryResult.Kill(5.25, 8.04), new RecoveryResult.Kill(6, 9)),
                        1_000_000,
                        0,
                        0,
                        true,
                        null);

        assertThat(LiveReport.recovery(List.of(result)))
                .contains(
                        "| `flink-both` | exactly-once | 5.3, 6.0 | 8.0, 9.0 | 1,000,000 | 0 | 0 |"
                                + " yes |",
                        "- `flink-both`, exactly-once: the TaskManager; a static member of its"
                                + " group, `heartbeat.timeout` 15 s.");
    }

    @Test
    void aFailureHasItsReasonAndNoFigures() {
        RecoveryResult failed =
                new RecoveryResult(
                        "loop-kafka",
                        "at-least-once",
                        2000,
                        1,
                        "its one JVM",
                        null,
                        List.of(),
                        0,
                        0,
                        0,
                        false,
                        "died");

        assertThat(LiveReport.recovery(List.of(failed)))
                .contains("- FAILED loop-kafka, at-least-once: died")
                .noneMatch(line -> line.startsWith("| `loop-kafka`"));
    }

    @Test
    void nothingMeasuredNothingSaid() {
        assertThat(LiveReport.latency(List.of())).isEmpty();
        assertThat(LiveReport.recovery(List.of())).isEmpty();
        assertThat(LiveReport.goals(List.of())).isEmpty();
    }
}
