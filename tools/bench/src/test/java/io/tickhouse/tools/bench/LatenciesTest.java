package io.tickhouse.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LatenciesTest {

    private static final long MILLI = 1_000_000;

    @Test
    void percentilesAreThoseOfTheTradesInMilliseconds() {
        Latencies latencies = new Latencies(() -> 0);
        for (int waited = 1; waited <= 1000; waited++) {
            latencies.seen(5_000 * MILLI, (5_000 + waited) * MILLI, 1);
        }

        Latencies.Figures figures = latencies.figures(1000);

        assertThat(figures.trades()).isEqualTo(1000);
        assertThat(figures.missing()).isZero();
        assertThat(figures.p50()).isCloseTo(500, within(1.0));
        assertThat(figures.p99()).isCloseTo(990, within(1.0));
        assertThat(figures.p999()).isCloseTo(999, within(1.0));
        assertThat(figures.max()).isCloseTo(1000, within(1.0));
        assertThat(figures.curve().get(figures.curve().size() - 1).millis())
                .isCloseTo(1000, within(1.0));
    }

    @Test
    void whatWasDueInTheWarmUpDoesNotCount() {
        Latencies latencies = new Latencies(() -> 100 * MILLI);
        latencies.seen(99 * MILLI, 9_000 * MILLI, 5);
        latencies.seen(100 * MILLI, 103 * MILLI, 2);

        assertThat(latencies.figures(2).trades()).isEqualTo(2);
        assertThat(latencies.figures(2).max()).isCloseTo(3, within(0.01));
    }

    @Test
    void whatWasNeverSeenIsToldApart() {
        Latencies latencies = new Latencies(() -> 0);
        latencies.seen(0, MILLI, 7);

        assertThat(latencies.figures(10).missing()).isEqualTo(3);
        assertThat(latencies.figures(10).p999()).isCloseTo(1, within(0.01));
    }

    @Test
    void moreThanCanBeKeptCountsAsTheMost() {
        Latencies latencies = new Latencies(() -> 0);
        latencies.seen(0, Long.MAX_VALUE, 1);

        assertThat(latencies.figures(1).max()).isGreaterThanOrEqualTo(3_600_000);
    }
}
