package io.tickhouse.model.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.oracle.BarOracle;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bars worked out by hand, of {@link Tally} and of the oracle, so that it may judge the rest. */
class BarGoldenTest {

    private static final long NANOS = 1_000_000_000L;
    private static final long START = nanos("2026-03-02T15:00:00Z");
    private static final long MINUTE = 60 * NANOS;
    private static final List<String> DAILY = List.of("sip-daily", "alpaca-daily");

    /**
     * Trades are a second apart: conditions, where an underscore is a space; price; size. Bars are
     * open, high, low, close, volume, trades; a bar without prices is the last two.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1 | C | @ 10.00 100, @ 10.50 200, @Z 9.90 10, @I 10.20 50 | 10.00 10.50 10.00 10.50 360 4 | 10.00 10.50 9.90 10.50 360 4
                    2 | C | @I 7.00 5 | 5 1 | 5 1
                    3 | A | _P 15.32 225, _ 65.68 100 | 65.68 65.68 65.68 65.68 325 2 | 15.32 65.68 15.32 65.68 325 2
                    4 | A | _ 65.68 100, _P 15.32 225 | 65.68 65.68 65.68 65.68 325 2 | 65.68 65.68 15.32 65.68 325 2
                    5 | A | _B 5.10 30, _ 5.05 10 | 5.05 5.05 5.05 5.05 40 2 | 5.05 5.05 5.05 5.05 40 2
                    6 | C | @ 5.05 10, @B 5.10 30 | 5.05 5.10 5.05 5.10 40 2 | 5.05 5.10 5.05 5.10 40 2
                    7 | C | @T 9.50 7 | 9.50 9.50 9.50 9.50 7 1 | 7 1
                    8 | C | @TI 9.50 7 | 7 1 | 7 1
                    9 | A | _M 10.40 0 | nothing | nothing
                    9 | A | _M 10.40 1000 | nothing | nothing
                    10 | C | @9 41.90 0 | nothing | 41.90 41.90 41.90 41.90 0 0
                    10 | C | @ 41.80 5, @9 41.90 0 | 41.80 41.80 41.80 41.80 5 1 | 41.80 41.90 41.80 41.90 5 1
                    12 | A | _4 5.00 60 | 60 1 | 5.00 5.00 5.00 5.00 60 1
                    12 | A | _4 5.00 60, _4 5.10 60 | 120 2 | 5.00 5.10 5.00 5.00 120 2
                    14 | C | @ 10.00 100, @Z 9.90 10, @I 10.20 50 | 10.00 10.00 10.00 10.00 160 3 | 10.00 10.00 9.90 10.00 160 3
                    15 | C | @ 10.00 100, @ 10.40 150, @Z 9.90 10, @I 10.20 50 | 10.00 10.40 10.00 10.40 310 4 | 10.00 10.40 9.90 10.40 310 4
                    17 | C | @FTI 10.00 3 | 3 1 | 3 1
                    17 | C | C 10.00 3 | 3 1 | 3 1
                    17 | C | R 10.00 3 | 3 1 | 3 1
                    17 | C | 7 10.00 3 | 3 1 | 3 1
                    17 | C | V 10.00 3 | 3 1 | 3 1
                    17 | C | W 10.00 3 | 3 1 | 3 1
                    17 | C | H 10.00 3 | 3 1 | 3 1
                    18 | C | @? 10.00 100 | 100 1 | 100 1
                    """)
    void isTheBarOfTheseTrades(int number, String tape, String text, String minute, String daily) {
        List<BarOracle.Trade> trades = trades(tape, text);

        assertBars(trades, START, "alpaca-minute", minute);
        for (String rules : DAILY) {
            assertBars(trades, START, rules, daily);
        }
    }

    @Test
    void case1HasTwoVwaps() {
        Tally tally =
                tally(
                        trades("C", "@ 10.00 100, @ 10.50 200, @Z 9.90 10, @I 10.20 50"),
                        "alpaca-minute");

        assertThat(tally.vwapAll()).isEqualTo("10.302778");
        assertThat(tally.vwapPx()).isEqualTo("10.333333");
    }

    @Test
    void case2CountsAsVolumeWithoutBar() {
        BarOracle.Bar bar = bar(trades("C", "@I 7.00 5"), START, "alpaca-minute").orElseThrow();

        assertThat(bar.noBarVolume()).isEqualTo("5.000000000");
    }

    @Test
    void case11BelongsToTheMinuteAfterTheBell() {
        long bell = nanos("2026-03-02T21:00:00Z");
        List<BarOracle.Trade> trades =
                List.of(
                        trade("C", "@", bell - NANOS, "Q", "41.60", "100"),
                        trade("C", "@6", bell + 400_000_000, "Q", "41.70", "90000"));

        assertBars(trades, bell - MINUTE, "alpaca-minute", "41.60 41.60 41.60 41.60 100 1");
        assertBars(trades, bell, "alpaca-minute", "41.70 41.70 41.70 41.70 90000 1");
        assertThat(new BarOracle(trades, List.of()).bars("S", 86_400))
                .singleElement()
                .satisfies(day -> assertThat(day.close()).isEqualTo("41.700000000"));
    }

    @Test
    void case13OrdersTheSameInstantByExchange() {
        List<BarOracle.Trade> trades =
                new ArrayList<>(
                        List.of(
                                trade("C", "@", START, "Q", "10.01", "1"),
                                trade("C", "@", START, "V", "10.02", "1")));
        for (int i = 0; i < 2; i++) {
            assertBars(trades, START, "alpaca-minute", "10.01 10.02 10.01 10.02 2 2");
            assertBars(trades, START, "sip-daily", "10.01 10.02 10.01 10.02 2 2");
            Collections.reverse(trades);
        }
    }

    /** What a correction leaves is in cases 14 and 15 above. */
    @Test
    void cases14And15TakeATradeBack() {
        List<BarOracle.Trade> trades =
                trades("C", "@ 10.00 100, @ 10.50 200, @Z 9.90 10, @I 10.20 50");
        BarOracle.Corrected corrected =
                new BarOracle.Corrected(
                        77, new BigDecimal("10.40"), new BigDecimal(150), List.of("@"));

        assertThat(amended(trades, null)).isEqualTo("10.00 10.00 10.00 10.00 160 3");
        assertThat(amended(trades, corrected)).isEqualTo("10.00 10.40 10.00 10.40 310 4");
    }

    @Test
    void case16EndsBeforeTheNextBegins() {
        List<BarOracle.Trade> trades =
                List.of(
                        trade("C", "@", START + MINUTE - 1, "Q", "10.00", "1"),
                        trade("C", "@", START + MINUTE, "Q", "11.00", "2"));

        assertBars(trades, START, "alpaca-minute", "10.00 10.00 10.00 10.00 1 1");
        assertBars(trades, START + MINUTE, "alpaca-minute", "11.00 11.00 11.00 11.00 2 1");
    }

    @Test
    void case18CountsTheUnknown() {
        List<BarOracle.Trade> trades = trades("C", "@? 10.00 100");

        assertThat(tally(trades, "alpaca-minute").unknownCount()).isEqualTo(1);
        assertThat(bar(trades, START, "alpaca-minute").orElseThrow().unknownCount()).isEqualTo(1);
    }

    private static String amended(List<BarOracle.Trade> trades, BarOracle.Corrected corrected) {
        BarOracle.Amendment amendment =
                new BarOracle.Amendment("S", "Q", trades.get(1).id(), null, null, corrected);
        return text(
                new BarOracle(trades, List.of(amendment))
                        .bar("S", START, START + MINUTE, "alpaca-minute"));
    }

    private static void assertBars(
            List<BarOracle.Trade> trades, long startNs, String rules, String expected) {
        List<BarOracle.Trade> ofMinute =
                trades.stream()
                        .filter(trade -> trade.timeNs() >= startNs)
                        .filter(trade -> trade.timeNs() < startNs + MINUTE)
                        .toList();

        assertThat(text(tally(ofMinute, rules))).as(rules).isEqualTo(expected);
        assertThat(text(bar(trades, startNs, rules))).as("oracle, " + rules).isEqualTo(expected);
    }

    private static Tally tally(List<BarOracle.Trade> trades, String rules) {
        Tally tally = new Tally();
        for (BarOracle.Trade trade : trades) {
            tally.add(
                    Trades.print(trade),
                    Ruleset.named(rules)
                            .effect(Trades.bytes(trade.conditions()), Trades.bytes(trade.tape())));
        }
        return tally;
    }

    private static Optional<BarOracle.Bar> bar(
            List<BarOracle.Trade> trades, long startNs, String rules) {
        return new BarOracle(trades, List.of()).bar("S", startNs, startNs + MINUTE, rules);
    }

    private static String text(Tally tally) {
        if (tally.isEmpty()) {
            return "nothing";
        }
        String prices = "";
        if (tally.hasPrices()) {
            for (long price : List.of(tally.open(), tally.high(), tally.low(), tally.close())) {
                prices += Scaled.decimal(price).setScale(2) + " ";
            }
        }
        return prices + tally.volume().value().longValueExact() / NANOS + " " + tally.trades();
    }

    private static String text(Optional<BarOracle.Bar> of) {
        if (of.isEmpty()) {
            return "nothing";
        }
        BarOracle.Bar bar = of.get();
        String prices = "";
        if (bar.open() != null) {
            for (BigDecimal price : List.of(bar.open(), bar.high(), bar.low(), bar.close())) {
                prices += price.setScale(2) + " ";
            }
        }
        return prices + bar.volume().longValueExact() + " " + bar.trades();
    }

    private static List<BarOracle.Trade> trades(String tape, String text) {
        List<BarOracle.Trade> trades = new ArrayList<>();
        for (String one : text.split(", ", -1)) {
            String[] parts = one.split(" ", -1);
            long time = START + trades.size() * NANOS;
            trades.add(trade(tape, parts[0], time, "Q", parts[1], parts[2]));
        }
        return trades;
    }

    private static BarOracle.Trade trade(
            String tape, String codes, long timeNs, String exchange, String price, String size) {
        return new BarOracle.Trade(
                "S",
                timeNs,
                exchange,
                timeNs / NANOS % 1_000,
                new BigDecimal(price),
                new BigDecimal(size),
                Arrays.asList(codes.replace('_', ' ').split("")),
                tape);
    }

    private static long nanos(String time) {
        return Instant.parse(time).getEpochSecond() * NANOS;
    }
}
