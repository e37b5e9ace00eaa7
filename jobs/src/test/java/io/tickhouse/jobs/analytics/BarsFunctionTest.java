package io.tickhouse.jobs.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tickhouse.model.Correction;
import io.tickhouse.model.Trade;
import io.tickhouse.model.analytics.AnalyticsTable;
import io.tickhouse.model.analytics.BarSettings;
import io.tickhouse.model.analytics.Gap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.Either;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // the harness may be interrupted while it closes
class BarsFunctionTest {

    private static final BarSettings SETTINGS = BarSettings.DEFAULT;
    private static final int MAX_PARALLELISM = 128;
    private static final List<String> OF_GAPS = List.of("gap_open", "gap_repair", "lost");
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
            play(harness, Rows.cancel("A", "14:39:00", 7, 99, 5));
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
    void aRepairMakesTheBarsFinalThatWaitForIt() throws Exception {
        try (Harness harness = started(SETTINGS, null)) {
            play(harness, gap(List.of("A"), Gap.State.OPEN));
            play(harness, Rows.trade("A", "14:30:01", 10, 100));
            play(harness, Rows.trade("B", "14:30:01", 10, 100));
            clock(harness, "14:50:00");
            int timers = harness.numEventTimeTimers();
            play(harness, gap(List.of("A"), Gap.State.REPAIRED));

            assertThat(minuteBars(harness))
                    .extracting(
                            bar -> bar.get("symbol"),
                            bar -> bar.get("status"),
                            bar -> bar.get("cause"),
                            bar -> bar.get("complete"))
                    .contains(
                            tuple("A", "provisional", "first", "false"),
                            tuple("A", "provisional", "gap_open", "false"),
                            tuple("B", "final", "final", "true"))
                    .endsWith(tuple("A", "final", "gap_repair", "true"));
            List<Map<String, String>> bars = minuteBars(harness);
            assertThat(bars.get(bars.size() - 1)).containsEntry("known_at", "2026-03-02T14:50:00Z");
            assertThat(harness.numEventTimeTimers()).isEqualTo(timers);
        }
    }

    /** Also one whose trades the ledger has overtaken, as in a job that catches up. */
    @Test
    void aSymbolThatIsNewKnowsTheGaps() throws Exception {
        try (Harness harness = started(SETTINGS, null)) {
            play(harness, gap(List.of(), Gap.State.OPEN));
            play(harness, gap(List.of(), Gap.State.UNREPAIRABLE));
            play(harness, Rows.trade("A", "14:30:01", 10, 100));
            clock(harness, "14:36:00");
            assertThat(minuteBars(harness).get(1))
                    .containsEntry("status", "final")
                    .containsEntry("complete", "false");
        }
    }

    /** Only for symbols that are new: a book has its own. */
    @Test
    void oldGapsAreKeptNoLonger() throws Exception {
        try (Harness harness = started(SETTINGS, null)) {
            for (int day = 0; day < 30; day++) {
                long from = Rows.ms("14:30:00") + Duration.ofDays(day).toMillis();
                harness.processBothWatermarks(new Watermark(from));
                play(harness, new Gap("g" + day, from, from, List.of(), Gap.State.OPEN));
            }
            assertThat(
                            harness.getOperator()
                                    .getOperatorStateBackend()
                                    .getBroadcastState(BarsFunction.GAPS)
                                    .entries())
                    .hasSize(9);
        }
    }

    private static Gap gap(List<String> symbols, Gap.State state) {
        return new Gap("g", Rows.ms("14:30:10"), Rows.ms("14:30:20"), symbols, state);
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
        assertThat(uninterrupted.toString())
                .contains("late_trade", "cancel", "corrected", "gap_open", "gap_repair", "lost");
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
            Harness of = of(new SymbolKey().of(trade), harnesses);
            play(of, trade);
            if (random.nextInt(10) == 0) {
                Correction cancel =
                        Rows.cancel(
                                new SymbolKey().of(trade),
                                "00:00:00",
                                trade.id,
                                trade.price,
                                trade.size);
                cancel.timeNs = trade.timeNs + random.nextInt(100_000) * 1_000_000L;
                cancel.offset = trade.offset;
                play(of, cancel);
            }
        }
        Gap gap = gap(random, step);
        for (Harness harness : harnesses) {
            if (gap != null) {
                play(harness, gap);
            }
            harness.processBothWatermarks(new Watermark(start + 20_000));
        }
    }

    /** Each fifth step opens one, and the later ones do or do not repair it. */
    private static Gap gap(Random random, int step) {
        boolean opens = step % 5 == 0;
        int number = opens ? step / 5 : random.nextInt(step / 5 + 1);
        List<String> symbols = number % 3 == 0 ? List.of() : SYMBOLS.subList(0, 2 + number % 3);
        long from = Rows.ms("14:29:00") + number * 150_000L;
        if (opens) {
            return new Gap("g" + number, from, from + 30_000, symbols, Gap.State.OPEN);
        }
        return switch (random.nextInt(8)) {
            case 0 -> new Gap("g" + number, from, from + 30_000, symbols, Gap.State.UNREPAIRABLE);
            case 1, 2 -> new Gap("g" + number, from, from + 30_000, symbols, Gap.State.REPAIRED);
            default -> null;
        };
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
        harness.processElement1(new StreamRecord<>(Either.Left(trade)));
    }

    private static void play(Harness harness, Correction correction) throws Exception {
        harness.processElement1(new StreamRecord<>(Either.Right(correction)));
    }

    private static void play(Harness harness, Gap gap) throws Exception {
        harness.processElement2(new StreamRecord<>(gap));
    }

    private static void clock(Harness harness, String time) throws Exception {
        harness.processBothWatermarks(new Watermark(Rows.ms(time)));
    }

    private static List<Map<String, String>> minuteBars(Harness harness) {
        return rows(harness, AnalyticsTable.BARS).stream()
                .filter(row -> row.get("size_s").equals("60"))
                .toList();
    }

    /** A restored job has no clock at first, so its rows of gaps may seem to be known earlier. */
    private static List<List<String>> all(Harness harness) {
        List<List<String>> all = new ArrayList<>();
        for (AnalyticsTable table : AnalyticsTable.all(SETTINGS.horizons())) {
            for (Map<String, String> row : rows(harness, table)) {
                if (OF_GAPS.contains(row.getOrDefault("cause", ""))) {
                    row.remove("known_at");
                }
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
                            state,
                            MAX_PARALLELISM,
                            state.getManagedOperatorState().size(),
                            parallelism,
                            subtask));
        }
        harness.open();
        harness.setProcessingTime(Rows.ms("23:59:59"));
        return harness;
    }

    private static final class Harness
            extends KeyedTwoInputStreamOperatorTestHarness<
                    String, Either<Trade, Correction>, Gap, RowData> {

        private final CoBroadcastWithKeyedOperator<String, Either<Trade, Correction>, Gap, RowData>
                bars;

        Harness(BarSettings settings, int parallelism, int subtask) throws Exception {
            this(
                    new CoBroadcastWithKeyedOperator<>(
                            new BarsFunction(settings), List.of(BarsFunction.GAPS)),
                    parallelism,
                    subtask);
        }

        private Harness(
                CoBroadcastWithKeyedOperator<String, Either<Trade, Correction>, Gap, RowData> bars,
                int parallelism,
                int subtask)
                throws Exception {
            super(
                    bars,
                    new SymbolKey(),
                    Gap::id,
                    Types.STRING,
                    MAX_PARALLELISM,
                    parallelism,
                    subtask);
            this.bars = bars;
        }

        /** What is broadcast has no key, but the harness would set one. */
        @Override
        public void processElement2(StreamRecord<Gap> gap) throws Exception {
            bars.processElement2(gap);
        }
    }
}
