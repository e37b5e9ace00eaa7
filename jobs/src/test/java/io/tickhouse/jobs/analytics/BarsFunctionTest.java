package io.tickhouse.jobs.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.model.Correction;
import io.tickhouse.model.Trade;
import io.tickhouse.model.analytics.AnalyticsTable;
import io.tickhouse.model.analytics.BarSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.table.data.RowData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // the harness may be interrupted while it closes
class BarsFunctionTest {

    private static final BarSettings SETTINGS = BarSettings.DEFAULT;
    private static final int MAX_PARALLELISM = 128;
    private static final List<String> SYMBOLS = List.of("A", "AAPL", "BRK.B", "SPY", "株");

    @Test
    void aBarComesWhenTheClockHasPassedIt() throws Exception {
        try (Harness harness = started(SETTINGS, null)) {
            play(harness, Rows.trade("A", "14:30:01", 10, 100));
            play(harness, Rows.trade("A", "14:30:02", 12, 50));
            clock(harness, "14:30:59.999");
            assertThat(rows(harness, AnalyticsTable.BARS)).isEmpty();

            clock(harness, "14:31:00");
            assertThat(minuteBars(harness))
                    .singleElement()
                    .satisfies(
                            bar ->
                                    assertThat(bar)
                                            .containsEntry("symbol", "A")
                                            .containsEntry("open", "10")
                                            .containsEntry("close", "12")
                                            .containsEntry("volume", "150")
                                            .containsEntry("status", "provisional"));
            clock(harness, "14:36:00");
            assertThat(minuteBars(harness)).hasSize(2);
            assertThat(minuteBars(harness).get(1)).containsEntry("status", "final");
        }
    }

    @Test
    void eachTableHasItsOutput() throws Exception {
        Trade wrong = Rows.trade("A", "14:30:02", 99, 5);
        wrong.id = 7;
        try (Harness harness = started(SETTINGS, null)) {
            play(harness, Rows.trade("A", "14:30:01", 10, 100));
            play(harness, wrong);
            clock(harness, "14:40:00");
            play(harness, Rows.trade("A", "14:30:03", 11, 1));
            harness.processElement2(new StreamRecord<>(Rows.cancel("A", "14:39:00", 7, 99, 5)));
            clock(harness, "14:41:00");

            List<Map<String, String>> bars = minuteBars(harness);
            assertThat(bars.get(bars.size() - 1))
                    .containsEntry("high", "11")
                    .containsEntry("volume", "101")
                    .containsEntry("status", "corrected");
            assertThat(rows(harness, AnalyticsTable.LATE))
                    .singleElement()
                    .satisfies(late -> assertThat(late).containsEntry("reason", "late"));
            assertThat(rows(harness, AnalyticsTable.CORRECTIONS))
                    .singleElement()
                    .satisfies(row -> assertThat(row).containsEntry("matched", "true"));
            assertThat(rows(harness, SETTINGS.windows())).isNotEmpty();
        }
    }

    @Test
    void aTradeOfTheFutureIsInTheLedgerAlone() throws Exception {
        try (Harness harness = started(SETTINGS, null)) {
            harness.setProcessingTime(Rows.ms("14:30:00"));
            play(harness, Rows.trade("A", "14:31:00", 10, 1));
            play(harness, Rows.trade("A", "14:31:00.001", 11, 1));
            clock(harness, "23:00:00");

            assertThat(minuteBars(harness).get(0)).containsEntry("volume", "1");
            assertThat(rows(harness, AnalyticsTable.LATE))
                    .singleElement()
                    .satisfies(late -> assertThat(late).containsEntry("reason", "future"));
        }
    }

    @Test
    void aSymbolHasOneTimerAndInTheEndNone() throws Exception {
        try (Harness harness = started(SETTINGS, null)) {
            for (int second = 10; second < 60; second++) {
                for (String symbol : SYMBOLS) {
                    play(harness, Rows.trade(symbol, "14:" + second + ":01", 10, 1));
                    play(harness, Rows.trade(symbol, "14:10:" + second, 10, 1));
                }
                clock(harness, "14:" + second + ":01");
                assertThat(harness.numEventTimeTimers()).isEqualTo(SYMBOLS.size());
            }
            harness.processBothWatermarks(Watermark.MAX_WATERMARK);

            assertThat(harness.numEventTimeTimers()).isZero();
            assertThat(harness.numKeyedStateEntries()).isEqualTo(SYMBOLS.size());
        }
    }

    /** The clock may move by hours at once, when a quiet partition is passed over. */
    @Test
    void aClockThatJumpsMakesTheSameVersions() throws Exception {
        List<List<String>> inSteps = new ArrayList<>();
        List<List<String>> atOnce = new ArrayList<>();
        for (List<List<String>> versions : List.of(inSteps, atOnce)) {
            try (Harness harness = started(SETTINGS, null)) {
                for (int i = 10; i < 60; i += 7) {
                    play(harness, Rows.trade("A", "14:" + i + ":01", i, i));
                }
                if (versions == inSteps) {
                    for (int i = 10; i < 60; i++) {
                        clock(harness, "14:" + i + ":00");
                        clock(harness, "14:" + i + ":30");
                    }
                }
                clock(harness, "23:59:59");
                versions.addAll(all(harness));
            }
        }

        assertThat(atOnce).isEqualTo(inSteps).hasSizeGreaterThan(50);
    }

    /** Kills and restores, on one subtask, on two, and on one again: not one row is different. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aRestoreChangesNoRow(long seed) throws Exception {
        List<List<String>> uninterrupted = new ArrayList<>();
        List<List<String>> restored = new ArrayList<>();

        Random random = new Random(seed);
        try (Harness harness = started(SETTINGS, null)) {
            for (int step = 0; step < 90; step++) {
                step(random, step, harness);
            }
            harness.processBothWatermarks(Watermark.MAX_WATERMARK);
            uninterrupted.addAll(all(harness));
        }

        random = new Random(seed);
        OperatorSubtaskState state = null;
        for (int run = 0; run < 9; run++) {
            List<Harness> harnesses = new ArrayList<>();
            int parallelism = 1 + run % 2;
            for (int subtask = 0; subtask < parallelism; subtask++) {
                harnesses.add(started(SETTINGS, state, parallelism, subtask));
            }
            for (int step = run * 10; step < run * 10 + 10; step++) {
                step(random, step, harnesses.toArray(Harness[]::new));
            }
            List<OperatorSubtaskState> states = new ArrayList<>();
            for (Harness harness : harnesses) {
                states.add(harness.snapshot(run, run));
                if (run == 8) {
                    harness.processBothWatermarks(Watermark.MAX_WATERMARK);
                }
                restored.addAll(all(harness));
                harness.close();
            }
            state =
                    AbstractStreamOperatorTestHarness.repackageState(
                            states.toArray(OperatorSubtaskState[]::new));
        }

        assertThat(restored).containsExactlyInAnyOrderElementsOf(uninterrupted);
        assertThat(uninterrupted.toString()).contains("late_trade", "cancel", "corrected");
    }

    /** Half a minute of trades, some of them late, a cancel, and the clock. */
    private static void step(Random random, int step, Harness... harnesses) throws Exception {
        long start = Rows.ms("14:30:00") + step * 30_000L;
        for (int i = 0; i < 8; i++) {
            Trade trade =
                    Rows.trade(
                            SYMBOLS.get(random.nextInt(SYMBOLS.size())),
                            "00:00:00",
                            random.nextInt(1000) / 8.0,
                            1 + random.nextInt(500));
            trade.id = random.nextInt(40);
            long back = random.nextInt(6) == 0 ? random.nextInt(3_000_000) : 0;
            trade.timeNs = (start + random.nextInt(30_000) - back) * 1_000_000;
            trade.offset = step * 8L + i;
            Harness of = of(new SymbolKey<Trade>().getKey(trade), harnesses);
            play(of, trade);
            if (random.nextInt(10) == 0) {
                Correction cancel =
                        Rows.cancel(
                                new SymbolKey<Trade>().getKey(trade),
                                "00:00:00",
                                trade.id,
                                trade.price,
                                trade.size);
                cancel.timeNs = trade.timeNs + random.nextInt(100_000) * 1_000_000L;
                cancel.offset = trade.offset;
                of.processElement2(new StreamRecord<>(cancel));
            }
        }
        for (Harness harness : harnesses) {
            harness.processBothWatermarks(new Watermark(start + 20_000));
        }
    }

    private static Harness of(String symbol, Harness... harnesses) {
        int subtask =
                org.apache.flink.runtime.state.KeyGroupRangeAssignment.assignKeyToParallelOperator(
                        symbol, MAX_PARALLELISM, harnesses.length);
        return harnesses[subtask];
    }

    @Test
    void aStateWithOtherSettingsIsNotRead() throws Exception {
        OperatorSubtaskState state;
        try (Harness harness = started(SETTINGS, null)) {
            play(harness, Rows.trade("A", "14:30:01", 10, 100));
            state = harness.snapshot(1, 1);
        }
        BarSettings others =
                new BarSettings(
                        List.of(Duration.ofMinutes(1)),
                        SETTINGS.horizons(),
                        SETTINGS.lateness(),
                        SETTINGS.amendable());

        assertThatThrownBy(
                        () -> {
                            try (Harness harness = started(others, state)) {
                                play(harness, Rows.trade("A", "14:30:02", 10, 100));
                            }
                        })
                .hasStackTraceContaining("incompatible");
    }

    private static void play(Harness harness, Trade trade) throws Exception {
        harness.processElement1(new StreamRecord<>(trade));
    }

    private static void clock(Harness harness, String time) throws Exception {
        harness.processBothWatermarks(new Watermark(Rows.ms(time)));
    }

    private static List<Map<String, String>> minuteBars(Harness harness) {
        return rows(harness, AnalyticsTable.BARS).stream()
                .filter(row -> row.get("size_s").equals("60"))
                .toList();
    }

    private static List<List<String>> all(Harness harness) {
        List<List<String>> all = new ArrayList<>();
        for (AnalyticsTable table : AnalyticsTable.all(SETTINGS.horizons())) {
            for (Map<String, String> row : rows(harness, table)) {
                all.add(List.of(table.name(), row.toString()));
            }
        }
        return all;
    }

    private static List<Map<String, String>> rows(Harness harness, AnalyticsTable table) {
        List<RowData> rows = new ArrayList<>();
        if (table.name().equals("bars")) {
            rows.addAll(harness.extractOutputValues());
        } else {
            Queue<StreamRecord<RowData>> output = harness.getSideOutput(BarsFunction.tag(table));
            if (output != null) {
                output.forEach(row -> rows.add(row.getValue()));
            }
        }
        return rows.stream().map(row -> Rows.values(table, row)).toList();
    }

    private static Harness started(BarSettings settings, OperatorSubtaskState state)
            throws Exception {
        return started(settings, state, 1, 0);
    }

    private static Harness started(
            BarSettings settings, OperatorSubtaskState state, int parallelism, int subtask)
            throws Exception {
        Harness harness = new Harness(settings, parallelism, subtask);
        harness.setup();
        if (state != null) {
            harness.initializeState(
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(
                            state, MAX_PARALLELISM, parallelism, parallelism, subtask));
        }
        harness.open();
        harness.setProcessingTime(Rows.ms("23:59:59"));
        return harness;
    }

    private static final class Harness
            extends KeyedTwoInputStreamOperatorTestHarness<String, Trade, Correction, RowData> {

        Harness(BarSettings settings, int parallelism, int subtask) throws Exception {
            super(
                    new KeyedCoProcessOperator<>(new BarsFunction(settings)),
                    new SymbolKey<>(),
                    new SymbolKey<>(),
                    Types.STRING,
                    MAX_PARALLELISM,
                    parallelism,
                    subtask);
        }
    }
}
