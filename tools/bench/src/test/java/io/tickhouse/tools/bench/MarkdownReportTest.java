package io.tickhouse.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkdownReportTest {

    @TempDir private Path folder;

    @Test
    void readsAsTheGoldenFile() throws IOException {
        try (var golden = getClass().getResourceAsStream("/bench/report.md")) {
            assertThat(MarkdownReport.of(results()))
                    .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void showsTheStateOfContendersThatMakeWindows() {
        Figures.Windows windows = new Figures.Windows(1_234_567, 30L << 20, 104_857.6);
        List<ContenderResult> contenders =
                List.of(
                        ofWindows("analytics", 4, 2.0, windows),
                        ofWindows("flink-sliding", 9, 5.0, windows));

        String report = MarkdownReport.of(results(contenders, List.of(), 6.5));

        assertThat(report)
                .contains("1,000,000 trades in 26,000 rows over 6.5 h of event time")
                .contains(
                        "| `analytics` | 2.00 | 4.00 | 400 k | 1.00 | 0.61 | 700 | 321 | 150 | 30.0"
                                + " | 104,858 | 1,234,567 |")
                .contains("| `flink-sliding` | 5.00 | 9.00 | 400 k | 2.50 |")
                .contains("| cpu(flink-sliding) / cpu(analytics) at least 2 | 2.50 | met |")
                .contains("## How analytics are measured")
                .doesNotContain("## Throughput");
    }

    private static ContenderResult ofWindows(
            String engine, double whole, double steady, Figures.Windows windows) {
        Figures figures = figures(whole, steady, windows);
        return new ContenderResult(engine, Leg.WINDOWS, List.of(round(1, figures, null, false)));
    }

    @Test
    void drawsContendersThatHaveFigures() throws IOException {
        Charts.write(results(), folder);

        assertThat(Files.readString(folder.resolve("cpu-steady.svg")))
                .startsWith("<svg")
                .contains("2.50 (2.00 to 2.60)")
                .contains("flink-kafka")
                .doesNotContain("streams-kafka");
        assertThat(folder.resolve("cpu-whole.svg")).isNotEmptyFile();
        assertThat(folder.resolve("trades-per-second.svg")).isNotEmptyFile();
    }

    private static Results results() {
        List<ContenderResult> throughput =
                List.of(
                        new ContenderResult(
                                "loop",
                                Leg.CONSUME,
                                List.of(round(1, figures(0.5, null), null, false))),
                        new ContenderResult(
                                "loop",
                                Leg.KAFKA,
                                List.of(
                                        round(1, figures(3, 1.5), null, false),
                                        round(2, figures(4, 1.8), null, true),
                                        round(3, figures(3.5, 1.6), null, false))),
                        new ContenderResult(
                                "flink",
                                Leg.KAFKA,
                                List.of(
                                        round(1, figures(8, 2.5), null, false),
                                        round(2, figures(9, 2.6), null, false),
                                        round(3, figures(8.5, 2.0), null, false))),
                        new ContenderResult(
                                "flink-sql",
                                Leg.KAFKA,
                                List.of(round(1, figures(30, 20.0), null, false))),
                        new ContenderResult(
                                "flink-sql-explode",
                                Leg.KAFKA,
                                List.of(round(1, figures(12, 4.0), null, false))),
                        new ContenderResult(
                                "streams",
                                Leg.KAFKA,
                                List.of(
                                        round(
                                                1,
                                                null,
                                                "streams-kafka ended with exit code 1; see x.log.",
                                                false))));
        List<Jmh.Score> jmh =
                List.of(new Jmh.Score("ParserBenchmark.parse", "", 2_250_000, 41_000, "ops/s", 16));
        return results(throughput, jmh, null);
    }

    private static Results results(
            List<ContenderResult> throughput, List<Jmh.Score> jmh, Double hours) {
        return new Results(
                new Results.Run(
                        "./tickhouse bench --rounds 3",
                        "2026-03-02T14:30:00Z",
                        new Machine(
                                "Some CPU",
                                2,
                                24L << 30,
                                "Some Linux 1",
                                "Linux 6.1",
                                "17.0.15 (Someone)",
                                "0123456789ab",
                                new TreeMap<>(Map.of("flink", "2.1.3")))),
                new Settings(
                        true,
                        1_000_000,
                        26_000,
                        125L << 20,
                        4,
                        11_000,
                        150,
                        1,
                        3,
                        2_000,
                        "exactly-once",
                        1,
                        hours,
                        "0",
                        "1"),
                321,
                new Spread(0.12, 0.118, 0.131, 14),
                throughput,
                jmh,
                List.of(),
                List.of(),
                List.of("Latency failed: no Kafka."));
    }

    private static RoundResult round(
            int number, Figures figures, String failure, boolean disturbed) {
        return new RoundResult(
                number,
                1,
                new Calibration.Loop(0.12, 0.121),
                new Calibration.Loop(0.12, 0.121),
                disturbed,
                figures,
                failure);
    }

    private static Figures figures(double whole, Double steady) {
        return figures(whole, steady, null);
    }

    private static Figures figures(double whole, Double steady, Figures.Windows windows) {
        return new Figures(
                new Cost(whole, 100_000, 1_000_000),
                steady == null ? null : new Cost(steady, 400_000, 800_000),
                10,
                700L << 20,
                321.4,
                150,
                new TreeMap<>(Map.of("kafka", 0.61, "s3", 0.02)),
                steady == null ? null : 38.26,
                null,
                windows);
    }
}
