package io.tickhouse.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoTest {

    /** A day without an end continued during the repairs: 511,994 trades instead of 100,000. */
    @ParameterizedTest
    @CsvSource({"100000, 10000, 10.2", "200000, 8000, 25.5", "1000, 10000, 0.2", "7, 2.4, 3"})
    void theDayOfTheEmulatorHasHardlyMoreTradesThanAsked(long trades, double rate, double seconds) {
        assertThat(AlpacaDemoFeed.dayLength(trades, rate)).isEqualTo(seconds);
    }
}
