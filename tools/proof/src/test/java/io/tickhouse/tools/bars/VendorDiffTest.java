package io.tickhouse.tools.bars;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.alpaca.emulator.BarRule;
import io.tickhouse.alpaca.emulator.Sale;
import io.tickhouse.alpaca.emulator.VendorBar;
import io.tickhouse.tools.bars.DiffReport.Cause;
import io.tickhouse.tools.bars.DiffReport.Difference;
import io.tickhouse.tools.bars.DiffReport.NamedTrade;
import io.tickhouse.tools.bars.DiffReport.Reason;
import io.tickhouse.tools.bars.Warehouse.Run;
import io.tickhouse.tools.lake.Lake;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bars of the feed against those of the books, through tables. */
class VendorDiffTest {

    private static final String MINUTE = "2024-01-16T09:30";

    @TempDir private Path folder;

    private Warehouse lake;

    /** A minute before, so that the recording does not begin in the one that differs. */
    @BeforeEach
    void aMinuteWithTwoTrades() {
        lake =
                new Warehouse(folder)
                        .trade("AAPL", "2024-01-16T09:29:01", 90, 9, 100, "@")
                        .feedBar("b", "AAPL", "2024-01-16T09:29", prices(9, 9, 9, 9), 100, 1, 9)
                        .trade("AAPL", MINUTE + ":01", 1, 10, 100, "@")
                        .trade("AAPL", MINUTE + ":02", 2, 12, 100, "@");
    }

    private static double[] prices(double open, double high, double low, double close) {
        return new double[] {open, high, low, close};
    }

    private Warehouse minuteBar(double high, double volume, long count, double average) {
        return lake.feedBar("b", "AAPL", MINUTE, prices(10, high, 10, 12), volume, count, average);
    }

    @Test
    void equalBarsNeedNoExplanation() throws IOException {
        minuteBar(12, 200, 2, 11);

        DiffReport report = diff();

        assertThat(report.equal()).isEqualTo(2);
        assertThat(report.compared()).isEqualTo(2);
        assertThat(report.firstDifferences()).isEmpty();
        // The bar of the day has none beside it.
        assertThat(report.notSent()).isEqualTo(1);
        assertThat(report.clean()).isTrue();
    }

    @Test
    void aTradeThatCameAfterTheBarIsNamed() throws IOException {
        minuteBar(12, 200, 2, 11);
        lake.trade("AAPL", MINUTE + ":03", 3, 13, 100, "@");

        assertThat(onlyReason(Cause.LATE).trades())
                .extracting(NamedTrade::id, NamedTrade::conditions)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("3", List.of("@")));
    }

    @Test
    void anUpdatedBarReplacesTheFirst() throws IOException {
        minuteBar(12, 200, 2, 11);
        lake.trade("AAPL", MINUTE + ":03", 3, 13, 100, "@")
                .feedBar("u", "AAPL", MINUTE, prices(10, 13, 10, 13), 300, 3, 11.666667);

        assertThat(diff().equal()).isEqualTo(2);
    }

    @Test
    void aTradeThatWasCancelledAfterTheBarIsNamed() throws IOException {
        minuteBar(12, 200, 2, 11);
        lake.cancel("AAPL", "2024-01-16T09:31:05", 2, 12);

        Reason reason = onlyReason(Cause.TAKEN_BACK);
        assertThat(reason.trades()).extracting(NamedTrade::id).containsExactly("2");
        assertThat(reason.says()).contains("after the feed made its bar");
    }

    @Test
    void aFeedThatAppliesNoCorrectionIsExplained() throws IOException {
        lake.correction("AAPL", MINUTE + ":30", 2, 12, 11);
        minuteBar(12, 200, 2, 11);

        assertThat(onlyReason(Cause.TAKEN_BACK).says()).contains("which the feed's bar leaves out");
    }

    @Test
    void twoCausesAreBothNamed() throws IOException {
        minuteBar(12, 200, 2, 11);
        lake.trade("AAPL", MINUTE + ":03", 3, 13, 100, "@")
                .cancel("AAPL", "2024-01-16T09:31:05", 2, 12);

        DiffReport report = diff();

        assertThat(report.explained()).containsExactly(Map.entry("late + taken back", 1L));
    }

    @Test
    void aRuleOfTheTapesIsNamedWithItsConditionAndTrade() throws IOException {
        lake.trade("AAPL", MINUTE + ":03", 3, 15, 100, "@", "Z");
        minuteBar(15, 300, 3, 12.333333);

        Reason reason = onlyReason(Cause.RULE);

        assertThat(reason.says())
                .isEqualTo("condition Z counts as in sip-daily, not as in alpaca-minute");
        assertThat(reason.trades()).extracting(NamedTrade::id).containsExactly("3");
    }

    @Test
    void aConditionThatIsNotKnownMayBeARegularOne() throws IOException {
        lake.trade("AAPL", MINUTE + ":01.5", 3, 15, 100, "?");
        minuteBar(15, 300, 3, 12.333333);

        assertThat(onlyReason(Cause.RULE).says())
                .isEqualTo("condition ? counts as a regular trade, not as in alpaca-minute");
    }

    @Test
    void anAverageOverAllVolumeIsNamed() throws IOException {
        lake.trade("AAPL", MINUTE + ":03", 3, 20, 50, "@", "I");
        minuteBar(12, 250, 3, 12.8);

        assertThat(onlyReason(Cause.AVERAGE).trades()).isEmpty();
    }

    @Test
    void aTradeThatIsInNoBarHereIsNamed() throws IOException {
        lake.trade("AAPL", "2024-01-16T11:00:01", 8, 10, 100, "@")
                .trade("AAPL", "2024-01-16T11:00:02", 9, 10, 100, "@")
                .until("2024-01-16T11:01")
                .trade("AAPL", MINUTE + ":03", 3, 13, 100, "@");
        lake.feedBar("b", "AAPL", MINUTE, prices(10, 13, 10, 13), 300, 3, 11.666667);

        Reason reason = onlyReason(Cause.LEDGER);

        assertThat(reason.says()).contains("beyond_horizon");
        assertThat(reason.trades()).extracting(NamedTrade::id).containsExactly("3");
    }

    @Test
    void aMinuteWithoutTradesIsAGap() throws IOException {
        minuteBar(12, 200, 2, 11);
        lake.feedBar("b", "AAPL", "2024-01-16T09:35", prices(1, 2, 1, 2), 10, 1, 1.5);

        assertThat(onlyReason(Cause.GAP).says()).contains("no trades of that time");
    }

    @Test
    void theMinuteInWhichTheRecordingBeginsIsAGap() throws IOException {
        minuteBar(12, 200, 2, 11);
        lake.trade("IBM", "2024-01-16T09:29:30", 4, 5, 10, "@")
                .feedBar("d", "AAPL", "2024-01-16T00:00", prices(8, 12, 7, 12), 900, 8, 9);

        Reason reason = onlyReason(Cause.GAP);

        assertThat(reason.says())
                .contains("the first trade of 2024-01-16 came at 2024-01-16 09:29:01");
    }

    @Test
    void theBarOfADayIsComparedAsOfItsMinute() throws IOException {
        minuteBar(12, 200, 2, 11);
        // Made at 09:31, and sent when that minute has a trade.
        lake.trade("AAPL", "2024-01-16T09:31:00.2", 3, 20, 100, "@")
                .feedBar("d", "AAPL", "2024-01-16T00:00", prices(9, 12, 9, 12), 300, 3, 10.333333)
                .feedBar("b", "AAPL", "2024-01-16T09:31", prices(20, 20, 20, 20), 100, 1, 20);

        assertThat(onlyReason(Cause.LATE).says()).contains("as of 2024-01-16 09:31 EST");
    }

    @Test
    void aBarThatTheFeedDidNotMakeBecauseItsTradeWasLateIsExplained() throws IOException {
        minuteBar(12, 200, 2, 11);
        lake.trade("IBM", "2024-01-16T09:31:30", 3, 5, 10, "@")
                .feedBar("b", "IBM", "2024-01-16T09:31", prices(5, 5, 5, 5), 10, 1, 5)
                .trade("AAPL", "2024-01-16T09:31:10", 4, 12, 10, "@");

        Difference difference = onlyDifference();

        assertThat(difference.feed()).isNull();
        assertThat(difference.reasons()).extracting(Reason::cause).containsExactly(Cause.LATE);
    }

    @Test
    void aMinuteOfWhichNoBarCameIsAGapOfTheFeed() throws IOException {
        lake.trade("IBM", MINUTE + ":30", 3, 5, 10, "@");
        for (String symbol : List.of("AAPL", "IBM")) {
            lake.trade(symbol, "2024-01-16T09:31:30", 4, 5, 10, "@")
                    .feedBar("b", symbol, "2024-01-16T09:31", prices(5, 5, 5, 5), 10, 1, 5);
        }

        DiffReport report = diff();

        assertThat(report.explained()).containsExactly(Map.entry("gap", 2L));
        assertThat(report.clean()).isTrue();
    }

    @Test
    void aMinuteWithoutPriceIsNoDifferenceAndOneThatIsNotFinalIsLeft() throws IOException {
        minuteBar(12, 200, 2, 11);
        lake.trade("AAPL", "2024-01-16T09:31:01", 3, 12, 10, "@", "I")
                .until("2024-01-16T09:40")
                .trade("AAPL", "2024-01-16T09:40:01", 4, 12, 10, "@")
                .feedBar("b", "AAPL", "2024-01-16T09:40", prices(1, 1, 1, 1), 1, 1, 1)
                .until("2024-01-16T09:41")
                .write();

        DiffReport report = written();

        assertThat(report.withoutPrices()).isEqualTo(1);
        assertThat(report.notFinal()).isEqualTo(2); // and the day
        assertThat(report.clean()).isTrue();
    }

    @Test
    void whatNothingExplainsIsReported() {
        minuteBar(99, 200, 2, 11).until("2024-01-18T12:00").write();

        Run run = lake.bars("diff", "--vendor");
        Run other = lake.bars("diff", "--vendor", "--symbol", "IBM");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("AAPL 1m 2024-01-16 09:30 EST h: feed 99, ours 12;")
                .contains("UNEXPLAINED: neither late trades, nor corrections")
                .contains("2 bars compared, 1 equal")
                .contains("unexplained: 1")
                .contains("1 differences are not explained.");
        assertThat(other.exitCode()).isEqualTo(9);
        assertThat(other.err()).contains("has no bars of IBM: correct --symbol or --day");
    }

    @Test
    void aWrongBarOfOursIsNotBlamedOnTheFeed() throws IOException {
        lake.tradeInLakeOnly("AAPL", MINUTE + ":01.5", 3, 13, 100, "@");
        minuteBar(13, 300, 3, 11.666667);

        assertThat(diff().firstDifferences())
                .singleElement()
                .extracting(Difference::hint)
                .asString()
                .contains("bars verify");
    }

    @Test
    void theReportIsJsonToo() throws IOException {
        minuteBar(12, 200, 2, 11).trade("AAPL", MINUTE + ":03", 3, 13, 100, "@");
        lake.until("2024-01-18T12:00").write();

        Run run = lake.bars("diff", "--vendor", "--json", "--day", "2024-01-16");

        JsonNode report = new ObjectMapper().readTree(run.out());
        assertThat(run.exitCode()).isZero();
        assertThat(report.get("explained").get("late").asInt()).isEqualTo(1);
        JsonNode trade = report.at("/firstDifferences/0/reasons/0/trades/0");
        assertThat(trade.get("id").asText()).isEqualTo("3");
        assertThat(trade.get("src").asText()).isEqualTo("0-5-0");
    }

    @Test
    void withoutBarsOfTheFeedItSaysWhatToDo() {
        Warehouse none = new Warehouse(folder.resolve("none"));
        none.trade("AAPL", MINUTE + ":01", 1, 10, 100, "@").until("2024-01-18T12:00").write();

        assertThat(none.bars("diff", "--vendor").err())
                .contains(
                        "There is no table local.db.flattened_stocks_bars: have the feed send its")
                .contains("--channels trades,bars,updatedBars,dailyBars");
        assertThat(new Warehouse(folder.resolve("empty")).bars("diff", "--vendor").err())
                .contains("There is no table local.db.analytics_bars: start the job");
    }

    /** A trade of a made-up day, and when it is sent. */
    private record Sent(
            String symbol,
            long id,
            long second,
            long at,
            long cents,
            long size,
            List<String> conditions) {}

    /** The emulator's own bars of a random tape with late trades, cancels and corrections. */
    @Test
    void allDifferencesFromBarsOfTheEmulatorAreExplained() throws IOException {
        lake = new Warehouse(folder.resolve("tape"));
        Random random = new Random(11);
        List<Sent> tape = tape(random);
        Map<String, VendorBar> bars = new HashMap<>();
        int next = 0;
        for (long second = 0; second <= 3_700; second++) {
            if (second > 0 && second % 60 == 0) {
                for (String symbol : List.of("AAPL", "MSFT")) {
                    send("b", symbol, second / 60 - 1, bars.get(symbol + (second / 60 - 1)));
                    send("d", symbol, -1, bars.get(symbol));
                }
                lake.until(clock(second));
            }
            if (second > 60 && second % 60 == 30) {
                for (String symbol : List.of("AAPL", "MSFT")) {
                    send("u", symbol, second / 60 - 1, bars.get(symbol + (second / 60 - 1)));
                }
            }
            for (; next < tape.size() && tape.get(next).at == second; next++) {
                Sent trade = tape.get(next);
                add(bars, trade.symbol + trade.second / 60, trade, BarRule.MINUTE);
                add(bars, trade.symbol, trade, BarRule.DAY);
                double price = trade.cents / 100.0;
                lake.trade(
                        trade.symbol,
                        clock(trade.second),
                        trade.id,
                        price,
                        (double) trade.size,
                        trade.conditions.toArray(String[]::new));
                if (random.nextInt(40) == 0) {
                    if (random.nextBoolean()) {
                        lake.cancel(trade.symbol, clock(second), trade.id, price);
                    } else {
                        lake.correction(trade.symbol, clock(second), trade.id, price, price + 1);
                    }
                }
            }
        }

        DiffReport report = diff();

        assertThat(report.unexplained()).isZero();
        assertThat(report.firstDifferences()).allMatch(each -> !each.reasons().isEmpty());
        assertThat(report.equal()).isGreaterThan(50);
        assertThat(report.explained()).containsKeys("late", "taken back");
        assertThat(report.explained().keySet()).noneMatch(cause -> cause.contains("rule"));
    }

    private static List<Sent> tape(Random random) {
        List<Sent> tape = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            boolean late = random.nextInt(20) == 0;
            long second = random.nextInt(3_600);
            long size = random.nextInt(3) == 0 ? 1 + random.nextInt(99) : 100;
            Sale sale =
                    late ? Sale.late(random.nextInt(4)) : Sale.inTime("C", random.nextInt(1_024));
            tape.add(
                    new Sent(
                            random.nextInt(3) == 0 ? "MSFT" : "AAPL",
                            i,
                            second,
                            second + (late ? random.nextInt(90) : 0),
                            10_000 + random.nextInt(500),
                            size,
                            sale.conditions("C", false, size < 100)));
        }
        tape.sort(Comparator.comparingLong(Sent::at));
        return tape;
    }

    private static String clock(long second) {
        return "2024-01-17T%02d:%02d:%02d"
                .formatted(10 + second / 3_600, second / 60 % 60, second % 60);
    }

    private static void add(Map<String, VendorBar> bars, String key, Sent trade, BarRule rule) {
        bars.computeIfAbsent(key, name -> new VendorBar())
                .add(
                        trade.second,
                        "V",
                        trade.id,
                        trade.cents * 10_000_000,
                        trade.size,
                        rule.effect("C", trade.conditions));
    }

    private void send(String type, String symbol, long minute, VendorBar bar) {
        if (bar == null || !bar.hasPrices()) {
            return;
        }
        lake.feedBar(
                type,
                symbol,
                minute < 0 ? "2024-01-17T00:00" : clock(minute * 60),
                prices(
                        decimal(bar.open()),
                        decimal(bar.high()),
                        decimal(bar.low()),
                        decimal(bar.close())),
                (double) bar.volume(),
                bar.trades(),
                decimal(bar.average()));
    }

    private static double decimal(long billionths) {
        return BigDecimal.valueOf(billionths, 9).doubleValue();
    }

    private Reason onlyReason(Cause cause) throws IOException {
        Difference difference = onlyDifference();
        assertThat(difference.reasons()).extracting(Reason::cause).containsExactly(cause);
        return difference.reasons().get(0);
    }

    private Difference onlyDifference() throws IOException {
        DiffReport report = diff();
        assertThat(report.unexplained()).isZero();
        assertThat(report.firstDifferences()).hasSize(1);
        return report.firstDifferences().get(0);
    }

    /** Of all minutes and days, when all bars are final. */
    private DiffReport diff() throws IOException {
        lake.until("2024-01-18T12:00").write();
        return written();
    }

    private DiffReport written() throws IOException {
        try (Lake tables = lake.lake()) {
            return new VendorDiff(
                            tables,
                            new Verification.Options(
                                    "local.db.flattened_stocks",
                                    "local.db.analytics",
                                    List.of(),
                                    null,
                                    100),
                            line -> {})
                    .run();
        }
    }
}
