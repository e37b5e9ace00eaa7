package io.tickhouse.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultsTest {

    @Test
    void comparesSteadyCostWhereBothHaveIt() {
        List<ContenderResult> results =
                List.of(
                        result("loop", Leg.KAFKA, figures(8, 1.5)),
                        result("flink", Leg.KAFKA, figures(9, 2.5), figures(9, 3.5)));

        assertThat(Results.ratio(results, "loop-kafka", "flink-kafka")).isEqualTo(0.5);
    }

    @Test
    void comparesWholeRunsWhereOneHasNoSteadyPart() {
        List<ContenderResult> results =
                List.of(
                        result("loop", Leg.KAFKA, figures(8, null)),
                        result("flink", Leg.KAFKA, figures(10, 2.5)));

        assertThat(Results.ratio(results, "loop-kafka", "flink-kafka")).isEqualTo(0.8);
    }

    @Test
    void hasNoRatioWithoutFigures() {
        List<ContenderResult> results =
                List.of(
                        result("loop", Leg.KAFKA, figures(8, 1.5)),
                        result("flink", Leg.KAFKA, (Figures) null));

        assertThat(Results.ratio(results, "loop-kafka", "flink-kafka")).isNull();
        assertThat(Results.ratio(results, "loop-kafka", "streams-kafka")).isNull();
        assertThat(Results.goals(results, List.of())).allMatch(goal -> goal.met() == null);
    }

    @Test
    void takesTheParserFromWhatItAddsToReading() {
        List<ContenderResult> results =
                List.of(
                        result("loop", Leg.CONSUME, figures(1, 0.2)),
                        result("loop", Leg.PARSE, figures(1, 0.6)));

        assertThat(Results.parserTradesPerSecond(results)).isCloseTo(2_500_000, within(1e-3));
        assertThat(Results.goals(results, List.of()))
                .filteredOn(goal -> goal.wanted().startsWith("parser"))
                .allMatch(Goal::met);
    }

    @Test
    void takesTheParserFromJmhWhereItRan() {
        List<ContenderResult> results =
                List.of(
                        result("loop", Leg.CONSUME, figures(1, 0.2)),
                        result("loop", Leg.PARSE, figures(1, 0.6)));
        List<Jmh.Score> jmh =
                List.of(
                        new Jmh.Score("ParserBenchmark.parse", "", 1_400_000, 1, "ops/s", 0),
                        new Jmh.Score("RowBenchmark.rows", "", 9_000_000, 1, "ops/s", 0));

        assertThat(Results.goals(results, jmh))
                .filteredOn(goal -> goal.wanted().startsWith("parser"))
                .containsExactly(
                        new Goal(
                                "parser at least 1,500,000 trades/s a core: JMH,"
                                        + " ParserBenchmark.parse",
                                1_400_000.0,
                                false));
    }

    @Test
    void readsTheResultsOfJmh() throws IOException {
        String json =
                """
                [{"benchmark": "io.tickhouse.contenders.ParserBenchmark.parse",
                  "params": {"size": "100"},
                  "primaryMetric": {"score": 4.2, "scoreError": 0.1, "scoreUnit": "ops/s"},
                  "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 16.0}}}]
                """;

        assertThat(Jmh.parse(new ObjectMapper().readTree(json)))
                .containsExactly(
                        new Jmh.Score("ParserBenchmark.parse", "size=100", 4.2, 0.1, "ops/s", 16));
    }

    @Test
    void takesVersionsFromThePom() {
        assertThat(
                        Machine.versions(
                                "<flink.version>2.1.3</flink.version>"
                                        + "<x.version>${y}</x.version><version>1</version>"))
                .isEqualTo(Map.of("flink", "2.1.3"));
    }

    private static ContenderResult result(String engine, Leg leg, Figures... figures) {
        return new ContenderResult(
                engine,
                leg,
                Arrays.stream(figures)
                        .map(
                                f ->
                                        new RoundResult(
                                                1,
                                                1,
                                                new Calibration.Loop(1, 1),
                                                new Calibration.Loop(1, 1),
                                                false,
                                                f,
                                                null))
                        .toList());
    }

    private static Figures figures(double whole, Double steady) {
        return new Figures(
                new Cost(whole, 1, 1),
                steady == null ? null : new Cost(steady, 1, 1),
                1,
                1,
                1,
                1,
                Map.of(),
                null,
                null,
                null);
    }
}
