package io.tickhouse.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.oracle.BarOracle.Amendment;
import io.tickhouse.oracle.BarOracle.Bar;
import io.tickhouse.oracle.BarOracle.Corrected;
import io.tickhouse.oracle.BarOracle.Trade;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the golden bars of {@code model} do not show. */
class BarOracleTest {

    private static final int DAY = 86_400;

    /** On the days when the clock is changed too. */
    @ParameterizedTest
    @CsvSource({
        "2026-03-07, 2026-03-07T05:00:00Z, 24",
        "2026-03-08, 2026-03-08T05:00:00Z, 23",
        "2026-03-09, 2026-03-09T04:00:00Z, 24",
        "2026-11-01, 2026-11-01T04:00:00Z, 25",
        "2026-11-02, 2026-11-02T05:00:00Z, 24",
    })
    void aDayIsThatOfNewYork(String date, String start, int hours) {
        Instant begin = Instant.parse(start);
        Instant end = begin.plus(Duration.ofHours(hours));
        List<Bar> bars =
                new BarOracle(
                                List.of(
                                        trade(nanos(begin) - 1, 1, "1", "1", "@"),
                                        trade(nanos(begin), 2, "2", "2", "@"),
                                        trade(nanos(end) - 1, 3, "3", "3", "@"),
                                        trade(nanos(end), 4, "4", "4", "@")),
                                List.of())
                        .bars("S", DAY);

        assertThat(bars).as(date).hasSize(3);
        Bar bar = bars.get(1);
        assertThat(bar.startNs()).isEqualTo(nanos(begin));
        assertThat(bar.endNs()).isEqualTo(nanos(end));
        assertThat(bar.open()).isEqualTo("2.000000000");
        assertThat(bar.close()).isEqualTo("3.000000000");
        assertThat(bar.volume()).isEqualTo("5.000000000");
    }

    /**
     * Minute 0 has a price. Minute 1 has none by the rules of minutes, but one by those of days.
     */
    @Test
    void volumeOfMinutesWithoutPricesIsSummedInEveryLargerBar() {
        long start = nanos(Instant.parse("2026-03-02T15:00:00Z"));
        long minute = 60_000_000_000L;
        BarOracle oracle =
                new BarOracle(
                        List.of(
                                trade(start, 1, "10", "100", "@"),
                                trade(start + 1, 2, "10", "7", "I"),
                                trade(start + minute, 3, "11", "20", "Z"),
                                trade(start + 5 * minute, 4, "12", "3", "I")),
                        List.of());

        assertThat(oracle.bars("S", 60))
                .extracting(bar -> bar.noBarVolume().intValueExact())
                .containsExactly(0, 20, 3);
        assertThat(oracle.bars("S", 300))
                .extracting(bar -> bar.noBarVolume().intValueExact())
                .containsExactly(20, 3);
        assertThat(oracle.bars("S", DAY))
                .singleElement()
                .satisfies(
                        day -> {
                            assertThat(day.noBarVolume()).isEqualTo("23.000000000");
                            assertThat(day.volume()).isEqualTo("130.000000000");
                            assertThat(day.close()).isEqualTo("10.000000000");
                            assertThat(day.high()).isEqualTo("11.000000000");
                        });
    }

    @Test
    void aTradeOfThatIdPriceAndSizeIsTakenBack() {
        List<Trade> trades =
                List.of(
                        trade(1, 5, "10", "1", "@"),
                        trade(2, 5, "10", "2", "@"),
                        trade(3, 5, "11", "2", "@"));

        assertThat(volume(trades, amendment(5, "10", "2", null))).isEqualTo("3.000000000");
        assertThat(volume(trades, amendment(5, "10", "1", null))).isEqualTo("4.000000000");
        assertThat(volume(trades, amendment(5, "10", "9", null))).isEqualTo("5.000000000");
        assertThat(volume(trades, amendment(6, "10", "2", null))).isEqualTo("5.000000000");
    }

    /** The message may say less than the trade has; one candidate needs no more than its id. */
    @Test
    void theOnlyTradeOfAnIdIsTakenBackWhateverItsPrice() {
        List<Trade> trades = List.of(trade(1, 5, "10", "1", "@"), trade(2, 6, "10", "2", "@"));

        assertThat(volume(trades, amendment(5, "11", "1", null))).isEqualTo("2.000000000");
    }

    @Test
    void whatCorrectsATradeStandsAtItsTimeAndMayBeCorrectedToo() {
        List<Trade> trades = List.of(trade(1, 5, "10", "1", "@"), trade(2, 6, "10", "2", "@"));
        Amendment first = amendment(5, "10", "1", corrected(7, "20", "4"));
        Amendment second = amendment(7, "20", "4", corrected(8, "30", "8"));
        Bar bar =
                new BarOracle(trades, List.of(first, second))
                        .bar("S", 0, 10, "alpaca-minute")
                        .orElseThrow();

        assertThat(bar.open()).isEqualTo("30.000000000");
        assertThat(bar.close()).isEqualTo("10.000000000");
        assertThat(bar.volume()).isEqualTo("10.000000000");
    }

    private static BigDecimal volume(List<Trade> trades, Amendment amendment) {
        return new BarOracle(trades, List.of(amendment))
                .bar("S", 0, 10, "alpaca-minute")
                .orElseThrow()
                .volume();
    }

    private static Amendment amendment(long id, String price, String size, Corrected corrected) {
        return new Amendment("S", "Q", id, new BigDecimal(price), new BigDecimal(size), corrected);
    }

    private static Corrected corrected(long id, String price, String size) {
        return new Corrected(id, new BigDecimal(price), new BigDecimal(size), List.of("@"));
    }

    private static Trade trade(long timeNs, long id, String price, String size, String condition) {
        return new Trade(
                "S",
                timeNs,
                "Q",
                id,
                new BigDecimal(price),
                new BigDecimal(size),
                List.of(condition),
                "C");
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000L;
    }
}
