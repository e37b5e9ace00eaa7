package io.tickhouse.model.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.model.Correction;
import io.tickhouse.model.Message;
import io.tickhouse.model.Trade;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SymbolBookTest {

    private static final BarSettings SETTINGS =
            new BarSettings(
                    BarSettings.DEFAULT.sizes(),
                    BarSettings.DEFAULT.horizons(),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(30));

    private final Tape tape = new Tape(SETTINGS);

    @Test
    void aBarIsProvisionalThenFinal() {
        tape.plays("09:30:01", 10, 100).plays("09:30:59.999999999", 11, 50).until("09:30:59.999");
        assertThat(tape.rows).isEmpty();

        tape.until("09:31:00");
        assertThat(tape.bar(60, "09:30:00"))
                .singleElement()
                .satisfies(
                        bar -> {
                            assertThat(texts(bar, "open", "high", "low", "close", "volume"))
                                    .containsExactly("10", "11", "10", "11", "150");
                            assertThat(bar.get("trades")).isEqualTo(2L);
                            assertThat(bar.get("session")).isEqualTo("regular");
                            assertThat(bar.get("status")).isEqualTo("provisional");
                            assertThat(bar.get("cause")).isEqualTo("first");
                            assertThat(bar.get("known_at")).isEqualTo(Tape.ns("09:31:00") / 1000);
                        });
        tape.until("09:35:59");
        assertThat(tape.bar(60, "09:30:00")).hasSize(1);
        tape.until("09:36:00");
        assertThat(statuses(tape.bar(60, "09:30:00")))
                .containsExactly("1 provisional first", "2 final final");
    }

    @Test
    void aTradeAtTheEndIsInTheNextMinute() {
        tape.plays("09:30:59.999999999", 10, 1).plays("09:31:00", 11, 1).until("09:32:00");
        assertThat(texts(tape.bar(60, "09:30:00").get(0), "close")).containsExactly("10");
        assertThat(texts(tape.bar(60, "09:31:00").get(0), "open")).containsExactly("11");
    }

    @Test
    void aTradeBeforeTheBarIsFinalIsNotLate() {
        tape.plays("09:30:01", 10, 100)
                .until("09:32:00")
                .plays("09:30:02", 12, 1)
                .until("09:33:00");
        assertThat(statuses(tape.bar(60, "09:30:00")))
                .containsExactly("1 provisional first", "2 provisional trade");
        assertThat(texts(tape.bar(60, "09:30:00").get(1), "high", "volume"))
                .containsExactly("12", "101");
        assertThat(tape.of("late")).isEmpty();
    }

    @Test
    void aLateTradeCorrectsTheBarAndIsInTheLedger() {
        tape.plays("09:30:01", 10, 100).until("09:36:00");
        tape.plays("09:30:02", 12, 1).until("09:37:00");
        assertThat(statuses(tape.bar(60, "09:30:00")))
                .containsExactly("1 provisional first", "2 final final", "3 corrected late_trade");
        assertThat(texts(tape.bar(60, "09:30:00").get(2), "high", "volume"))
                .containsExactly("12", "101");
        assertThat(tape.of("late"))
                .singleElement()
                .satisfies(
                        late -> {
                            assertThat(late.get("reason")).isEqualTo("late");
                            assertThat(late.get("version_made")).isEqualTo(3);
                            assertThat(late.get("src")).isEqualTo("0-1-0");
                            assertThat(late.get("lateness_ms")).isEqualTo(358_000L);
                        });
        // The windows that contain it, too.
        assertThat(statuses(tape.window("09:31:00"))).last().isEqualTo("3 corrected late_trade");
        assertThat(statuses(tape.window("09:36:00"))).last().isEqualTo("2 provisional trade");
    }

    @Test
    void aLateTradeOfAnEmptyMinuteMakesACorrectedBar() {
        tape.plays("09:30:01", 10, 100).until("09:50:00");
        tape.plays("09:40:01", 12, 1).until("09:51:00");
        assertThat(statuses(tape.bar(60, "09:40:00"))).containsExactly("1 corrected late_trade");
    }

    @Test
    void aTradeBeyondTheHorizonIsInTheLedgerOnly() {
        tape.plays("09:30:01", 10, 100).plays("10:01:00", 10, 1).plays("10:01:00", 10, 1);
        tape.until("10:02:00").plays("09:30:02", 12, 1).until("10:10:00");
        assertThat(tape.bar(60, "09:30:00")).hasSize(2);
        assertThat(tape.of("late"))
                .singleElement()
                .satisfies(
                        late -> {
                            assertThat(late.get("reason")).isEqualTo("beyond_horizon");
                            assertThat(late.get("version_made")).isEqualTo(0);
                        });
    }

    /** Other symbols have moved the clock, because a job that catches up read them first. */
    @Test
    void aTradeIsNotBeyondTheHorizonByTheClockAlone() {
        tape.plays("09:30:01", 10, 100).until("18:00:00");
        tape.plays("09:30:02", 12, 1).plays("09:31:00", 13, 1).until("18:01:00");
        assertThat(tape.of("late"))
                .extracting(late -> late.get("reason"))
                .containsExactly("late", "late");
        assertThat(texts(tape.bar(60, "09:30:00").get(2), "high", "volume"))
                .containsExactly("12", "101");
    }

    /** Not minute by minute: a symbol can trade once a year. */
    @Test
    void theClockSkipsWhatIsEmpty() {
        Trade old = Tape.trade("09:30:00", 10, 1);
        old.timeNs = 86_400_000_000_000L;
        tape.plays(old).plays("09:30:01", 10, 1).plays("09:30:02", 10, 1);
        int steps = 0;
        for (long last = 0; tape.nextTimer() < Long.MAX_VALUE; steps++) {
            assertThat(tape.nextTimer()).isGreaterThan(last);
            last = tape.nextTimer();
            tape.until(last);
        }
        assertThat(steps).isLessThan(2_000);
        assertThat(tape.bar(60, "09:30:00")).hasSize(2);
    }

    @Test
    void lateTradesOfASilentSymbolAreAllInItsBars() {
        tape.plays("10:00:10", 10, 100).plays("10:00:20", 10, 100).until("23:00:00");
        tape.plays("10:07:01", 11, 1).until("23:01:00").plays("10:07:02", 12, 1).until("23:02:00");
        List<Row> minute = tape.bar(60, "10:07:00");
        assertThat(texts(minute.get(minute.size() - 1), "high", "volume"))
                .containsExactly("12", "2");
    }

    /** The last price before a window is a figure of it, however long ago it was. */
    @Test
    void aLateTradeIsCarriedIntoLaterWindows() {
        tape.plays("08:30:00", 10, 100).plays("10:05:00", 20, 100).until("10:06:00");
        assertThat(texts(tape.window("10:06:00").get(0), "sma_bar_1h"))
                .containsExactly("10.166667");
        tape.plays("09:00:00", 15, 100).until("10:07:00");
        List<Row> window = tape.window("10:06:00");
        assertThat(texts(window.get(window.size() - 1), "sma_bar_1h")).containsExactly("15.083333");
    }

    @Test
    void aLongChainOfCorrectionsIsFollowed() {
        for (int id = 1; id < 50_000; id++) {
            tape.plays(correction(id, id + 1, 11, 6));
        }
        Trade trade = Tape.trade("09:30:02", 99, 5);
        trade.id = 1;
        tape.plays(trade).until("09:31:00");
        assertThat(tape.of("corrections")).hasSize(49_999);
        assertThat(texts(tape.bar(60, "09:30:00").get(0), "open", "volume"))
                .containsExactly("11", "6");
    }

    @Test
    void aCorrectionInTheFutureChangesNothing() {
        SymbolBook book = new SymbolBook("AAPL", SETTINGS);
        book.correction(cancel(7), Tape.ns("09:00:00"), tape.rows::add);
        assertThat(tape.of("corrections"))
                .singleElement()
                .satisfies(row -> assertThat(row.get("reason")).isEqualTo("future"));
        assertThat(book.nextTimer()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aTimeInTheFutureMovesNothing() {
        SymbolBook book = new SymbolBook("AAPL", SETTINGS);
        Trade trade = Tape.trade("23:00:00", 10, 1);
        book.trade(trade, Tape.ns("10:00:00"), tape.rows::add);
        assertThat(tape.of("late"))
                .singleElement()
                .satisfies(late -> assertThat(late.get("reason")).isEqualTo("future"));
        assertThat(book.nextTimer()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aPriceOfTooManyDecimalsIsInTheLedger() {
        tape.plays("09:30:01", 1e-10, 1).plays("09:30:01", 1e15, 1);
        tape.plays("09:30:01", Double.NaN, 1);
        assertThat(tape.of("late"))
                .extracting(late -> late.get("reason"))
                .containsExactly("not_exact", "not_exact", "not_exact");
    }

    @Test
    void hugeTradesDoNotStopTheJob() {
        for (int i = 0; i < 100; i++) {
            tape.plays("09:30:01", 9.1e9, 9.1e9);
        }
        tape.end();
        assertThat(tape.bar(60, "09:30:00").get(0).get("notional"))
                .isEqualTo(new BigDecimal("8281000000000000000000.000000000"));
    }

    @Test
    void aCancelTakesATradeBack() {
        Trade wrong = Tape.trade("09:30:02", 99, 5);
        wrong.id = 7;
        tape.plays("09:30:01", 10, 100).plays(wrong).until("09:36:00").plays(cancel(7)).end();
        List<Row> bars = tape.bar(60, "09:30:00");
        assertThat(statuses(bars))
                .containsExactly("1 provisional first", "2 final final", "3 corrected cancel");
        assertThat(texts(bars.get(2), "high", "close", "volume"))
                .containsExactly("10", "10", "100");
        assertThat(tape.of("corrections"))
                .singleElement()
                .satisfies(
                        row -> {
                            assertThat(row.get("matched")).isEqualTo(true);
                            assertThat(row.get("trade_time")).isEqualTo(Tape.ns("09:30:02") / 1000);
                            // Bars of 1, 5 min; the bars of 15 min, 1 h and the day form; 6
                            // windows.
                            assertThat(row.get("windows_touched")).isEqualTo(9);
                        });
    }

    @Test
    void aCorrectionThatComesFirstWaitsForItsTrade() {
        Trade trade = Tape.trade("09:30:02", 99, 5);
        trade.id = 7;
        tape.plays("09:30:01", 10, 100).plays(correction(7, 8, 11, 6));
        assertThat(tape.of("corrections")).isEmpty();
        tape.plays(trade).end();
        assertThat(texts(tape.bar(60, "09:30:00").get(0), "high", "volume"))
                .containsExactly("11", "106");
        assertThat(tape.of("corrections")).hasSize(1);
    }

    @Test
    void aCorrectionOfACorrectionIsFound() {
        Trade trade = Tape.trade("09:30:02", 99, 5);
        trade.id = 7;
        tape.plays(correction(8, 9, 12, 7)).plays(correction(7, 8, 11, 6)).plays(trade).end();
        assertThat(texts(tape.bar(60, "09:30:00").get(0), "open", "volume"))
                .containsExactly("12", "7");
    }

    @Test
    void aCorrectionWithoutATradeIsUnmatched() {
        tape.plays("09:30:01", 10, 100).plays(cancel(7)).end();
        assertThat(tape.of("corrections"))
                .singleElement()
                .satisfies(row -> assertThat(row.get("reason")).isEqualTo("unmatched"));
    }

    @Test
    void aBarWhoseTradesWereAllTakenBackIsEmpty() {
        Trade only = Tape.trade("09:30:02", 99, 5);
        only.id = 7;
        tape.plays(only).plays(cancel(7)).until("09:40:00");
        assertThat(tape.of("bars")).isEmpty();
        assertThat(tape.of("windows")).isEmpty();

        Trade shown = Tape.trade("10:30:02", 99, 5);
        shown.id = 8;
        tape.plays(shown);
        tape.until("10:31:00").plays(cancel(8)).end();
        assertThat(tape.last("bars").values()).isNotEmpty().allMatch(Tape::isEmpty);
        assertThat(tape.last("windows").values()).isNotEmpty().allMatch(Tape::isEmpty);
    }

    @Test
    void anOddLotAloneIsVolumeWithoutABar() {
        tape.plays("09:30:01", 7, 5, "@", "I").plays("09:31:01", 10, 100).end();
        Row minute = tape.bar(60, "09:30:00").get(0);
        assertThat(minute.get("open")).isNull();
        assertThat(texts(minute, "volume", "no_bar_volume")).containsExactly("5", "5");
        assertThat(texts(tape.bar(300, "09:30:00").get(0), "open", "volume", "no_bar_volume"))
                .containsExactly("10", "105", "5");
        assertThat(texts(tape.last("bars").values().stream().toList().get(4), "volume"))
                .containsExactly("105");
    }

    @Test
    void anOfficialCloseIsNothing() {
        tape.plays("16:00:01", 7, 1000, "@", "M").end();
        assertThat(tape.rows).isEmpty();
        assertThat(tape.nextTimer()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theBarOfADayFormsEveryFiveMinutes() {
        tape.plays("09:30:01", 10, 100).until("09:35:00").plays("09:36:00", 11, 1);
        tape.until("09:50:00");
        List<Row> day = tape.bar(86_400, "00:00:00");
        assertThat(statuses(day)).containsExactly("1 provisional first", "2 provisional trade");
        assertThat(day)
                .extracting(row -> row.get("known_at"))
                .containsExactly(Tape.ns("09:35:00") / 1000, Tape.ns("09:40:00") / 1000);
        tape.end();
        assertThat(statuses(tape.bar(86_400, "00:00:00"))).last().isEqualTo("3 final final");
    }

    @Test
    void theBarOfADayHasAllMinutesThoughTheyAreKeptNoLonger() {
        for (int hour = 10; hour < 20; hour++) {
            tape.plays(hour + ":00:01", hour, 100).until(hour + ":30:00");
        }
        tape.end();
        Row day = tape.last("bars").get(List.of("AAPL", 86_400, Tape.ns("00:00:00") / 1000));
        assertThat(texts(day, "open", "high", "low", "close", "volume"))
                .containsExactly("10", "19", "10", "19", "1000");
        assertThat(day.get("session")).isEqualTo("day");
    }

    @Test
    void windowsGoOnUntilTheLastTradeIsOutOfThem() {
        tape.plays("09:30:01", 10, 100).end();
        List<Object> ends =
                tape.last("windows").values().stream().map(row -> row.get("as_of")).toList();
        assertThat(ends).hasSize(60).startsWith(Tape.ns("09:31:00") / 1000);
        assertThat(ends).endsWith(Tape.ns("10:30:00") / 1000);
        Row later = tape.window("09:45:00").get(0);
        assertThat(texts(later, "sma_trade_15m", "sma_bar_1h", "volume_15m"))
                .containsExactly("10", "10", "100");
        Row after = tape.window("09:46:00").get(0);
        assertThat(after.get("sma_trade_15m")).isNull();
        // The price is carried on.
        assertThat(texts(after, "sma_time_15m", "volume_15m", "volume_1h"))
                .containsExactly("10", "0", "100");
    }

    @Test
    void noMoreIsKeptThanTheTradesOfTheHorizon() {
        int after = 0;
        for (int hour = 10; hour < 20; hour++) {
            for (int minute = 10; minute < 60; minute++) {
                tape.plays(hour + ":" + minute + ":00", 10, 100).until(hour + ":" + minute + ":30");
            }
            if (hour == 11) {
                after = tape.state().length;
            }
        }
        assertThat(tape.state().length).isLessThan(after + after / 10);
        tape.end();
        assertThat(tape.nextTimer()).isEqualTo(Long.MAX_VALUE);
        assertThat(tape.state().length).isLessThan(after + after / 10);
    }

    @Test
    void aRestartChangesNothing() {
        Tape other = new Tape(SETTINGS);
        for (Tape each : List.of(tape, other)) {
            Trade trade = Tape.trade("09:30:02", 99, 5);
            trade.id = 7;
            each.plays("09:30:01", 10, 100).until("09:36:00");
            if (each == other) {
                each.restarts();
            }
            each.plays(trade).plays(correction(7, 8, 11, 6)).plays(cancel(9));
            if (each == other) {
                each.restarts();
            }
            each.until("10:36:00");
            if (each == other) {
                each.restarts();
            }
            each.end();
        }
        assertThat(tape.rows).hasSameSizeAs(other.rows);
        for (int i = 0; i < tape.rows.size(); i++) {
            assertThat(other.rows.get(i).values()).containsExactly(tape.rows.get(i).values());
        }
    }

    @Test
    void aBarIsNotFinalWhileAGapIsOpen() {
        tape.plays("09:30:01", 10, 100).plays(gap(Gap.State.OPEN)).until("09:31:00");
        assertThat(tape.bar(60, "09:30:00").get(0).get("complete")).isEqualTo(false);
        tape.until("09:50:00");
        assertThat(statuses(tape.bar(60, "09:30:00")))
                .containsExactly("1 provisional first", "2 provisional gap_open");

        tape.plays(gap(Gap.State.OPEN)).plays(gap(Gap.State.REPAIRED)).end();
        List<Row> bars = tape.bar(60, "09:30:00");
        assertThat(statuses(bars))
                .containsExactly(
                        "1 provisional first", "2 provisional gap_open", "3 final gap_repair");
        assertThat(bars.get(1).get("complete")).isEqualTo(false);
        assertThat(bars.get(2).get("complete")).isEqualTo(true);
        assertThat(bars.get(2).get("known_at")).isEqualTo(Tape.ns("09:50:00") / 1000);
    }

    @Test
    void aGapThatIsRepairedInTimeHoldsNothingUp() {
        tape.plays("09:30:01", 10, 100).until("09:31:00").plays(gap(Gap.State.OPEN));
        tape.until("09:33:00").plays(gap(Gap.State.REPAIRED)).until("09:36:00");
        assertThat(statuses(tape.bar(60, "09:30:00")))
                .containsExactly(
                        "1 provisional first",
                        "2 provisional gap_open",
                        "3 provisional gap_repair",
                        "4 final final");
    }

    @Test
    void aGapCorrectsABarThatWasFinalBefore() {
        tape.plays("09:30:01", 10, 100).until("09:36:00").plays(gap(Gap.State.OPEN));
        tape.until("09:40:00").plays(gap(Gap.State.REPAIRED)).until("09:50:00");
        List<Row> bars = tape.bar(60, "09:30:00");
        assertThat(statuses(bars))
                .containsExactly(
                        "1 provisional first",
                        "2 final final",
                        "3 corrected gap_open",
                        "4 corrected gap_repair");
        assertThat(bars)
                .extracting(bar -> bar.get("complete"))
                .containsExactly(true, true, false, true);
    }

    @Test
    void aBarIsFinalButNotCompleteIfAGapIsNotRepaired() {
        tape.plays("09:30:01", 10, 100).plays(gap(Gap.State.OPEN)).until("09:40:00");
        tape.plays(gap(Gap.State.UNREPAIRABLE)).plays("09:30:02", 12, 1).until("09:50:00");
        List<Row> bars = tape.bar(60, "09:30:00");
        assertThat(statuses(bars))
                .containsExactly(
                        "1 provisional first",
                        "2 provisional gap_open",
                        "3 final lost",
                        "4 corrected late_trade");
        assertThat(bars).extracting(bar -> bar.get("complete")).containsOnly(false);
    }

    /** The raw topic and the ledger are not in step. */
    @Test
    void theRepairIsTheSameWhetherItsTradesOrItsLineComeFirst() {
        tape.plays("09:30:01", 10, 100).plays(gap(Gap.State.OPEN)).until("09:40:00");
        tape.plays("09:30:20", 12, 1).until("09:41:00").plays(gap(Gap.State.REPAIRED));
        Tape other = new Tape(SETTINGS);
        other.plays("09:30:01", 10, 100).plays(gap(Gap.State.OPEN)).until("09:40:00");
        other.plays(gap(Gap.State.REPAIRED)).plays("09:30:20", 12, 1).until("09:41:00");
        assertThat(statuses(tape.bar(60, "09:30:00")))
                .endsWith("3 provisional late_trade", "4 final gap_repair");
        assertThat(statuses(other.bar(60, "09:30:00")))
                .endsWith("3 final gap_repair", "4 corrected late_trade");
        assertThat(figures(other.end())).isEqualTo(figures(tape.end()));
    }

    /** The trades of a repair may be the first of their minute. */
    @Test
    void aMinuteThatOnlyARepairFillsIsNotFinalBefore() {
        tape.plays("09:30:01", 10, 100).until("09:40:00");
        tape.plays(Tape.gap("g", "09:32:00", "09:33:00", Gap.State.OPEN));
        tape.plays("09:32:10", 12, 1).until("09:41:00");
        tape.plays(Tape.gap("g", "09:32:00", "09:33:00", Gap.State.REPAIRED));
        assertThat(statuses(tape.bar(60, "09:32:00")))
                .containsExactly("1 provisional late_trade", "2 final gap_repair");
        assertThat(tape.bar(60, "09:33:00")).isEmpty();
    }

    @Test
    void theBarOfADayDoesNotWaitToSayThatAGapIsOpen() {
        tape.plays("09:30:01", 10, 100).until("09:37:00").plays(gap(Gap.State.OPEN));
        assertThat(statuses(tape.bar(86_400, "00:00:00")))
                .containsExactly("1 provisional first", "2 provisional gap_open");
    }

    @Test
    void windowsSayOfEachHorizonWhetherItIsComplete() {
        tape.plays("09:30:01", 10, 100).plays(gap(Gap.State.OPEN)).until("10:00:00");
        assertThat(tape.window("09:45:00").get(0))
                .satisfies(row -> assertThat(row.get("complete_15m")).isEqualTo(false))
                .satisfies(row -> assertThat(row.get("complete_1h")).isEqualTo(false));
        List<Row> later = tape.window("09:46:00");
        assertThat(later.get(0))
                .satisfies(row -> assertThat(row.get("complete_15m")).isEqualTo(true))
                .satisfies(row -> assertThat(row.get("complete_1h")).isEqualTo(false));
        assertThat(statuses(later))
                .containsExactly("1 provisional first", "2 provisional gap_open");
        tape.plays(gap(Gap.State.REPAIRED));
        assertThat(statuses(tape.window("09:46:00"))).last().isEqualTo("3 final gap_repair");
    }

    @Test
    void aGapOfAnotherSymbolIsNone() {
        Gap other = new Gap("g", 0, Long.MAX_VALUE / 2, List.of("MSFT", "AAP"), Gap.State.OPEN);
        Gap all = new Gap("g", 0, Long.MAX_VALUE / 2, List.of(), Gap.State.OPEN);
        tape.plays(other).plays("09:30:01", 10, 100).until("09:36:00");
        assertThat(statuses(tape.bar(60, "09:30:00"))).last().isEqualTo("2 final final");
        assertThat(tape.bar(60, "09:30:00").get(1).get("complete")).isEqualTo(true);
        tape.plays(all);
        assertThat(statuses(tape.bar(60, "09:30:00"))).last().isEqualTo("3 corrected gap_open");
        // A symbol that the history refuses leaves the gap.
        tape.plays(other);
        assertThat(tape.bar(60, "09:30:00").get(3).get("complete")).isEqualTo(true);
    }

    @Test
    void aRepairThatComesTooLateLeavesTheBarIncomplete() {
        tape.plays("09:30:01", 10, 100).plays(gap(Gap.State.OPEN)).until("09:40:00");
        tape.plays("10:01:00", 10, 1).plays("10:01:00", 10, 1).until("10:02:00");
        tape.plays("09:30:02", 12, 1).plays(gap(Gap.State.REPAIRED)).end();
        List<Row> minute = tape.bar(60, "09:30:00");
        assertThat(statuses(minute)).last().isEqualTo("3 final final");
        assertThat(minute.get(2).get("complete")).isEqualTo(false);
        // The trade is in none of them.
        List<Row> hour = tape.bar(3600, "09:00:00");
        assertThat(hour.get(hour.size() - 1).get("complete")).isEqualTo(false);
        List<Row> day = tape.bar(86_400, "00:00:00");
        assertThat(day.get(day.size() - 1).get("complete")).isEqualTo(false);
        assertThat(texts(day.get(day.size() - 1), "volume")).containsExactly("102");
    }

    @Test
    void gapsOfASilentSymbolAreForgotten() {
        long day = 86_400_000;
        long begin = Tape.ns("09:30:00") / 1_000_000;
        tape.plays("09:30:01", 10, 100);
        int after = 0;
        for (int i = 0; i < 50; i++) {
            tape.until(begin + i * day);
            long from = begin + i * day;
            tape.plays(new Gap("g" + i, from, from + 1, List.of(), Gap.State.OPEN));
            tape.plays(new Gap("h" + i, from, from + 1, List.of(), Gap.State.UNREPAIRABLE));
            if (i == 12) {
                after = tape.state().length;
            }
        }
        assertThat(tape.state().length).isLessThan(after + 100);
        List<Row> bars = tape.bar(60, "09:30:00");
        assertThat(bars.get(bars.size() - 1).get("complete")).isEqualTo(false);
    }

    @Test
    void settingsThatContradictAreRefused() {
        assertThat(settings(Duration.ofMinutes(7), Duration.ofHours(1)))
                .contains("A bar of 7m is not possible");
        assertThat(settings(Duration.ofMinutes(5), Duration.ofSeconds(30)))
                .contains("A horizon of 30s is not possible");
    }

    private static String settings(Duration size, Duration horizon) {
        try {
            new BarSettings(
                    List.of(size), List.of(horizon), Duration.ofMinutes(5), Duration.ofMinutes(30));
            return "";
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static Gap gap(Gap.State state) {
        return Tape.gap("g", "09:30:10", "09:30:40", state);
    }

    /** Of the last version of every bar and window. */
    static Map<List<Object>, List<Object>> figures(Tape tape) {
        Map<List<Object>, List<Object>> figures = new HashMap<>();
        for (String table : List.of("bars", "windows")) {
            for (Map.Entry<List<Object>, Row> last : tape.last(table).entrySet()) {
                Object[] values = last.getValue().values();
                // What tells of its making is at the end.
                figures.put(last.getKey(), Arrays.asList(values).subList(0, values.length - 4));
            }
        }
        return figures;
    }

    private static Correction cancel(long id) {
        Correction cancel = empty("x");
        cancel.id = id;
        return cancel;
    }

    private static Correction correction(long original, long id, double price, double size) {
        Correction correction = empty("c");
        correction.originalId = original;
        correction.correctedId = id;
        correction.correctedPrice = price;
        correction.correctedSize = size;
        correction.correctedConditions = Tape.bytes("@");
        return correction;
    }

    private static Correction empty(String type) {
        Correction correction = new Correction();
        correction.type = type.getBytes(UTF_8);
        correction.symbol = Tape.SYMBOL.getBytes(UTF_8);
        correction.exchange = "V".getBytes(UTF_8);
        correction.id = Message.ABSENT;
        correction.tape = "C".getBytes(UTF_8);
        correction.timeNs = Tape.ns("09:36:30");
        return correction;
    }

    private static List<String> statuses(List<Row> rows) {
        return rows.stream()
                .map(r -> r.get("version") + " " + r.get("status") + " " + r.get("cause"))
                .toList();
    }

    private static List<String> texts(Row row, String... columns) {
        return List.of(columns).stream()
                .map(column -> ((BigDecimal) row.get(column)).stripTrailingZeros().toPlainString())
                .toList();
    }
}
