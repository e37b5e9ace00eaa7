package io.tickhouse.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NewestBarsTest {

    private static final long START = Instant.parse("2026-07-01T13:30:00Z").toEpochMilli();

    @Test
    void aLineHasTheBarsOfTheNewestMinuteAlone() {
        List<List<Object>> rows =
                List.of(
                        List.of(START, "AAPL", 190.1234, 12_345.0, "provisional"),
                        List.of(START, "AMZN", 7, 100, "final"),
                        List.of(START - 60_000, "AAPL", 190.0, 1.0, "final"));

        assertThat(NewestBars.line(rows))
                .isEqualTo(
                        "Bars of 09:30 in New York: AAPL 190.12, 12,345 shares, provisional; AMZN"
                                + " 7.00, 100 shares, final");
    }

    @Test
    void withoutBarsThereIsNoLine() {
        assertThat(NewestBars.line(List.of())).isEmpty();
    }
}
