package io.tickhouse.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SentLogTest {

    private static final long MILLI = 1_000_000;

    @Test
    void countsWhatIsDueFromATimeOn() {
        SentLog log = new SentLog(2);
        log.add(0, 10, 3);
        log.add(1, 10, 4);
        log.add(0, 20, 5);

        assertThat(log.trades()).isEqualTo(12);
        assertThat(log.trades(0)).isEqualTo(8);
        assertThat(log.tradesFrom(10)).isEqualTo(12);
        assertThat(log.tradesFrom(11)).isEqualTo(5);
        assertThat(log.tradesFrom(21)).isZero();
    }

    /** Counts of a partition become visible in steps that need not match the ends of arrays. */
    @Test
    void countsBecomeTheLatenciesOfTheTradesInTheirOrder() {
        SentLog log = new SentLog(1);
        log.add(0, 10 * MILLI, 3);
        log.add(0, 20 * MILLI, 3);
        Latencies latencies = new Latencies(() -> 0);

        log.seen(0, 0, 4, 25 * MILLI, latencies); // three of 15 ms, one of 5 ms
        log.seen(0, 4, 6, 30 * MILLI, latencies); // two of 10 ms

        Latencies.Figures figures = latencies.figures(6);
        assertThat(figures.trades()).isEqualTo(6);
        assertThat(figures.p50()).isCloseTo(10, within(0.1));
        assertThat(figures.max()).isCloseTo(15, within(0.1));
        assertThat(figures.curve().get(0).millis()).isCloseTo(5, within(0.1));
    }

    @Test
    void growsAndFindsArraysBeyondItsFirstRoom() {
        SentLog log = new SentLog(1);
        for (int array = 0; array < 5000; array++) {
            log.add(0, array * MILLI, 2);
        }
        Latencies latencies = new Latencies(() -> 0);

        log.seen(0, 9_998, 10_000, 5_000 * MILLI, latencies);

        assertThat(latencies.figures(2).max()).isCloseTo(1, within(0.01));
    }

    @Test
    void moreSeenThanSentIsNoTradeOfTheFeed() {
        SentLog log = new SentLog(1);
        log.add(0, 0, 2);
        Latencies latencies = new Latencies(() -> 0);

        log.seen(0, 1, 9, MILLI, latencies);

        assertThat(latencies.figures(2).trades()).isEqualTo(1);
    }
}
