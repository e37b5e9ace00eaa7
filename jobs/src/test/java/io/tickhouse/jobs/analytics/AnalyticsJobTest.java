package io.tickhouse.jobs.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.connectors.iceberg.RowConverter;
import io.tickhouse.model.ClockRecord;
import io.tickhouse.model.Correction;
import io.tickhouse.model.FlatReader;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import io.tickhouse.model.Trade;
import io.tickhouse.model.analytics.AnalyticsTable;
import io.tickhouse.model.analytics.BarSettings;
import io.tickhouse.model.analytics.Gap;
import io.tickhouse.model.analytics.Row;
import io.tickhouse.model.analytics.SymbolBook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.table.data.RowData;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the topology as {@code main} builds it, with test sources and sinks, on an in-process
 * cluster.
 */
class AnalyticsJobTest {

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    private static final BarSettings SETTINGS = BarSettings.DEFAULT;
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(1);

    private static final List<Gap> GAPS =
            List.of(
                    gap("1", "14:40:00", "14:40:59", List.of("A"), Gap.State.OPEN),
                    gap("2", "14:42:00", "14:42:59", List.of("A", "B"), Gap.State.OPEN),
                    gap("3", "14:45:00", "14:46:00", List.of("B", "C"), Gap.State.UNREPAIRABLE),
                    gap("2", "14:42:00", "14:42:59", List.of("A", "B"), Gap.State.REPAIRED));

    private static Gap gap(
            String id, String from, String to, List<String> symbols, Gap.State state) {
        return new Gap(id, Rows.ms(from), Rows.ms(to), symbols, state);
    }

    // Static, because the operators of a MiniCluster are copies that share only the JVM.
    private static final Map<String, BlockingQueue<Map<String, String>>> ROWS = new HashMap<>();

    @BeforeEach
    void clear() {
        for (AnalyticsTable table : AnalyticsTable.all(SETTINGS.horizons())) {
            ROWS.put(table.name(), new LinkedBlockingQueue<>());
        }
    }

    /** How often a bar is written depends on the clock, and its newest version does not. */
    @ParameterizedTest(name = "object reuse {0}, parallelism {1}")
    @CsvSource({"true,1", "false,1", "true,2", "false,2"})
    void givesWhatTheBooksGive(boolean objectReuse, int parallelism) throws Exception {
        List<Trade> trades = trades();
        List<Correction> corrections =
                List.of(
                        Rows.cancel("A", "14:50:00", 3, trades.get(3).price, trades.get(3).size),
                        Rows.cancel("B", "14:55:00", 999_999, 1, 1));
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.OBJECT_REUSE, objectReuse);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);

        AnalyticsJob.define(
                env,
                new TimedSource<>(source(trades, Kind.TRADE), EventClock.ofTradesThatEnd()),
                new TimedSource<>(
                        source(corrections, Kind.CORRECTION), WatermarkStrategy.noWatermarks()),
                new TimedSource<>(
                        source(List.of(Rows.clock(0, Rows.ms("20:00:00"))), Kind.CLOCK),
                        EventClock.ofClocks(IDLE_TIMEOUT)),
                new TimedSource<>(gaps(GAPS), WatermarkStrategy.noWatermarks()),
                SETTINGS,
                AnalyticsJobTest::keep);
        env.execute();

        assertThat(minutes("complete", "false"))
                .containsExactlyInAnyOrder(
                        "A 2026-03-02T14:40:00Z",
                        "B 2026-03-02T14:45:00Z",
                        "B 2026-03-02T14:46:00Z");
        assertThat(minutes("status", "provisional")).containsExactly("A 2026-03-02T14:40:00Z");

        Map<String, List<Map<String, String>>> expected =
                expected(trades, corrections, GAPS, Long.MAX_VALUE - 1);
        for (AnalyticsTable table : List.of(AnalyticsTable.BARS, SETTINGS.windows())) {
            assertThat(Rows.newest(table, ROWS.get(table.name())))
                    .isNotEmpty()
                    .isEqualTo(Rows.newest(table, expected.get(table.name())));
        }
        assertThat(ROWS.get("corrections"))
                .extracting(row -> row.get("symbol") + " " + row.get("reason"))
                .containsExactlyInAnyOrder("A matched", "B unmatched");
        assertThat(ROWS.get("late")).isEmpty();
    }

    /** Ten minutes without a trade, and then a clock record in each raw partition. */
    @ParameterizedTest(name = "parallelism {0}")
    @ValueSource(ints = {1, 2})
    void clockRecordsEndTheBarsOfASilentFeed(int parallelism) throws Exception {
        List<Trade> trades = trades();
        long nowMs = trades.get(trades.size() - 1).timeMs() + Duration.ofMinutes(10).toMillis();
        List<ClockRecord> clocks = new ArrayList<>();
        for (long timeMs : List.of(Rows.ms("14:31:00"), nowMs)) {
            for (int partition = 0; partition < 3; partition++) {
                clocks.add(Rows.clock(partition, timeMs));
            }
        }
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        SilentSource.begin();
        AnalyticsJob.define(
                env,
                new TimedSource<>(
                        SilentSource.after(trades, Kind.TRADE), EventClock.ofTrades(IDLE_TIMEOUT)),
                new TimedSource<>(
                        SilentSource.after(List.of(), Kind.CORRECTION), EventClock.ofCorrections()),
                new TimedSource<>(
                        SilentSource.after(clocks, Kind.CLOCK), EventClock.ofClocks(IDLE_TIMEOUT)),
                new TimedSource<>(SilentSource.withoutGaps(), EventClock.ofGaps()),
                SETTINGS,
                AnalyticsJobTest::keep);

        Map<String, List<Map<String, String>>> expected =
                expected(trades, List.of(), List.of(), nowMs - 1);
        JobClient job = env.executeAsync();
        for (AnalyticsTable table : List.of(AnalyticsTable.BARS, SETTINGS.windows())) {
            Map<List<String>, Map<String, String>> ended = finals(table, expected);
            List<Map<String, String>> rows = new ArrayList<>();
            Set<List<String>> open = new HashSet<>(ended.keySet());
            while (!open.isEmpty()) {
                Map<String, String> row = ROWS.get(table.name()).poll(2, TimeUnit.MINUTES);
                assertThat(row).as("the next row, with these not final: %s", open).isNotNull();
                if (row.get("status").equals("final")) {
                    open.remove(table.key().stream().map(row::get).toList());
                    rows.add(row);
                }
            }
            assertThat(Rows.newest(table, rows)).isNotEmpty().isEqualTo(ended);
        }
        job.cancel().get();
        assertThat(ROWS.get("late")).isEmpty();
    }

    private static Map<List<String>, Map<String, String>> finals(
            AnalyticsTable table, Map<String, List<Map<String, String>>> rows) {
        return Rows.newest(
                table,
                rows.get(table.name()).stream()
                        .filter(row -> row.get("status").equals("final"))
                        .toList());
    }

    /** The minutes whose last row has a value. */
    private static List<String> minutes(String column, String value) {
        Map<String, Map<String, String>> last = new TreeMap<>();
        for (Map<String, String> row : ROWS.get("bars")) {
            if (row.get("size_s").equals("60")) {
                last.put(row.get("symbol") + " " + row.get("window_start"), row);
            }
        }
        return last.keySet().stream()
                .filter(bar -> last.get(bar).get(column).equals(value))
                .toList();
    }

    /** In order, because those of a partition are. */
    private static List<Trade> trades() {
        Random random = new Random(1);
        List<Trade> trades = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            Trade trade =
                    Rows.trade(
                            i % 3 == 0 ? "A" : "B",
                            "14:30:00",
                            100 + random.nextInt(1000) / 8.0,
                            1 + random.nextInt(500));
            trade.timeNs += i * 1_234_567_891L;
            trade.id = i;
            trade.offset = i;
            trades.add(trade);
        }
        return trades;
    }

    private static Map<String, List<Map<String, String>>> expected(
            List<Trade> trades, List<Correction> corrections, List<Gap> gaps, long untilMs) {
        List<Row> rows = new ArrayList<>();
        Map<String, SymbolBook> books = new TreeMap<>();
        SymbolKey symbols = new SymbolKey();
        for (Trade trade : trades) {
            books.computeIfAbsent(symbols.of(trade), symbol -> new SymbolBook(symbol, SETTINGS))
                    .trade(trade, Long.MAX_VALUE, rows::add);
        }
        for (Correction correction : corrections) {
            books.get(symbols.of(correction)).correction(correction, Long.MAX_VALUE, rows::add);
        }
        for (SymbolBook book : books.values()) {
            gaps.forEach(gap -> book.gap(gap, Long.MIN_VALUE, rows::add));
            while (book.nextTimer() <= untilMs) {
                book.advance(book.nextTimer(), rows::add);
            }
        }
        Map<String, List<Map<String, String>>> byTable = new HashMap<>();
        for (Row row : rows) {
            byTable.computeIfAbsent(row.table().name(), unused -> new ArrayList<>())
                    .add(Rows.values(row.table(), RowConverter.toRowData(row)));
        }
        return byTable;
    }

    private static DataGeneratorSource<Gap> gaps(List<Gap> gaps) {
        return new DataGeneratorSource<>(
                index -> gaps.get(index.intValue()), gaps.size(), TypeInformation.of(Gap.class));
    }

    // As flattened JSON, because a message is not serializable by Java.
    @SuppressWarnings("unchecked")
    private static <M extends Message> DataGeneratorSource<M> source(List<M> messages, Kind kind) {
        List<byte[]> rows = SilentSource.rows(messages);
        return new DataGeneratorSource<>(
                index -> (M) new FlatReader(kind).read(rows.get(index.intValue())),
                rows.size(),
                (TypeInformation<M>) TypeInformation.of(kind.messageClass()));
    }

    private static void keep(AnalyticsTable table, DataStream<RowData> rows) {
        rows.map(row -> ROWS.get(table.name()).add(Rows.values(table, row)))
                .returns(Boolean.class)
                .sinkTo(new DiscardingSink<>());
    }
}
