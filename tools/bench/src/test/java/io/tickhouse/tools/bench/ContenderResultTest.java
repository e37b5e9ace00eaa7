package io.tickhouse.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContenderResultTest {

    @Test
    void disturbedRoundsAreLeftOutWhereThreeOthersRemain() {
        ContenderResult result = result(calm(1), calm(2), calm(3), disturbed(99));

        assertThat(result.wholeCpu()).contains(new Spread(2, 1, 3, 3));
    }

    @Test
    void disturbedRoundsCountWhereTooFewOthersRemain() {
        ContenderResult result = result(calm(1), calm(2), disturbed(99));

        assertThat(result.wholeCpu()).contains(new Spread(2, 1, 99, 3));
    }

    @Test
    void aRoundThatFailedHasNoFigureButCountsAsFailed() {
        ContenderResult result = result(calm(1), failed());

        assertThat(result.wholeCpu()).contains(new Spread(1, 1, 1, 1));
        assertThat(result.isFailed()).isTrue();
        assertThat(result(calm(1), disturbed(2)).isFailed()).isFalse();
    }

    @Test
    void withoutASteadyStretchThereIsNoFigureOfIt() {
        assertThat(result(calm(1)).steadyCpu()).isEmpty();
        assertThat(result(failed()).wholeCpu()).isEmpty();
    }

    @Test
    void aNameIsEngineAndLeg() {
        assertThat(new ContenderResult("flink-sql", Leg.BOTH, List.of()).name())
                .isEqualTo("flink-sql-both");
    }

    private static ContenderResult result(RoundResult... rounds) {
        return new ContenderResult("loop", Leg.KAFKA, List.of(rounds));
    }

    private static RoundResult calm(double cpu) {
        return round(false, figures(cpu), null);
    }

    private static RoundResult disturbed(double cpu) {
        return round(true, figures(cpu), null);
    }

    private static RoundResult failed() {
        return round(false, null, "It ended.");
    }

    private static RoundResult round(boolean disturbed, Figures figures, String failure) {
        Calibration.Loop loop = new Calibration.Loop(0.1, 0.1);
        return new RoundResult(1, 1, loop, loop, disturbed, figures, failure);
    }

    private static Figures figures(double cpu) {
        return new Figures(new Cost(cpu, 1, 1), null, 1, 1, 1, 1, Map.of(), null, null, null);
    }
}
