package io.tickhouse.jobs.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.connectors.iceberg.RowConverter;
import io.tickhouse.model.Correction;
import io.tickhouse.model.FlatJson;
import io.tickhouse.model.FlatReader;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import io.tickhouse.model.Trade;
import io.tickhouse.model.analytics.AnalyticsTable;
import io.tickhouse.model.analytics.BarSettings;
import io.tickhouse.model.analytics.Row;
import io.tickhouse.model.analytics.SymbolBook;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
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

    // Static, because the operators of a MiniCluster are copies that share only the JVM.
    private static final Map<String, Queue<Map<String, String>>> ROWS = new HashMap<>();

    @BeforeEach
    void clear() {
        for (AnalyticsTable table : AnalyticsTable.all(SETTINGS.horizons())) {
            ROWS.put(table.name(), new ConcurrentLinkedQueue<>());
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
                source(trades, Kind.TRADE),
                source(corrections, Kind.CORRECTION),
                EventClock.ofTradesThatEnd(),
                WatermarkStrategy.noWatermarks(),
                SETTINGS,
                AnalyticsJobTest::keep);
        env.execute();

        Map<String, List<Map<String, String>>> expected = expected(trades, corrections);
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
            List<Trade> trades, List<Correction> corrections) {
        List<Row> rows = new ArrayList<>();
        Map<String, SymbolBook> books = new TreeMap<>();
        SymbolKey<Trade> symbolOfTrade = new SymbolKey<>();
        SymbolKey<Correction> symbolOfCorrection = new SymbolKey<>();
        for (Trade trade : trades) {
            books.computeIfAbsent(
                            symbolOfTrade.getKey(trade), symbol -> new SymbolBook(symbol, SETTINGS))
                    .trade(trade, Long.MAX_VALUE, rows::add);
        }
        for (Correction correction : corrections) {
            books.get(symbolOfCorrection.getKey(correction))
                    .correction(correction, Long.MAX_VALUE, rows::add);
        }
        for (SymbolBook book : books.values()) {
            while (book.nextTimer() != Long.MAX_VALUE) {
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

    // As flattened JSON, because a message is not serializable by Java.
    @SuppressWarnings("unchecked")
    private static <M extends Message> DataGeneratorSource<M> source(List<M> messages, Kind kind) {
        List<byte[]> rows = new ArrayList<>();
        messages.forEach(message -> rows.add(new FlatJson().toBytes(message)));
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
