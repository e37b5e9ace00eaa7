package io.tickhouse.jobs.analytics;

import io.tickhouse.connectors.iceberg.AnalyticsLakeTable;
import io.tickhouse.connectors.iceberg.LakeSink;
import io.tickhouse.connectors.kafka.KafkaEnds;
import io.tickhouse.jobs.options.CheckpointOptions;
import io.tickhouse.model.Correction;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Trade;
import io.tickhouse.model.analytics.AnalyticsTable;
import io.tickhouse.model.analytics.BarSettings;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;

/**
 * Makes bars and windows of flattened trades.
 *
 * <pre>
 * trades ------+
 *              +- by symbol -> bars -+- bars, windows ------> a topic and an Iceberg table each
 * corrections -+                     +- late, corrections --> an Iceberg table each
 * </pre>
 *
 * <p>Guarantee: each version of a bar or window becomes visible exactly once in each place that the
 * output mode names. The last version depends on the trades and corrections alone. It rests on
 * {@link BarsFunction}, {@link KafkaEnds} and {@link LakeSink}.
 */
public final class AnalyticsJob {

    static final String TRADES = "trades";
    static final String CORRECTIONS = "corrections";
    static final String BARS = "bars";

    private AnalyticsJob() {}

    public static void main(String[] args) throws Exception {
        Optional<AnalyticsOptions> parsed =
                AnalyticsOptions.parse(
                        new PrintWriter(System.out, true, StandardCharsets.UTF_8), args);
        if (parsed.isEmpty()) {
            return;
        }
        AnalyticsOptions options = parsed.get();
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(options.configuration());
        env.configure(CheckpointOptions.defaults(env.getConfiguration()));
        KafkaEnds kafka = options.kafkaEnds();
        options.check(env.getConfiguration(), kafka);
        AnalyticsPlaces.claim(options, kafka, places -> define(env, options, kafka, places));
        env.execute(options.jobName());
    }

    private static void define(
            StreamExecutionEnvironment env,
            AnalyticsOptions options,
            KafkaEnds kafka,
            AnalyticsPlaces places) {
        define(
                env,
                options.source(kafka, Kind.TRADE),
                options.source(kafka, Kind.CORRECTION),
                options.clock(),
                options.clockOfCorrections(),
                options.settings(),
                sinks(options, kafka, places));
    }

    /**
     * The topology. Tests call it with ends of their own.
     *
     * @param rows takes the stream of each table
     */
    static void define(
            StreamExecutionEnvironment env,
            Source<Trade, ?, ?> trades,
            Source<Correction, ?, ?> corrections,
            WatermarkStrategy<Trade> clock,
            WatermarkStrategy<Correction> clockOfCorrections,
            BarSettings settings,
            BiConsumer<AnalyticsTable, DataStream<RowData>> rows) {
        KeyedStream<Trade, String> tradesBySymbol =
                env.fromSource(trades, clock, TRADES)
                        .uid(TRADES)
                        .keyBy(new SymbolKey<>(), Types.STRING);
        KeyedStream<Correction, String> correctionsBySymbol =
                env.fromSource(corrections, clockOfCorrections, CORRECTIONS)
                        .uid(CORRECTIONS)
                        .keyBy(new SymbolKey<>(), Types.STRING);
        SingleOutputStreamOperator<RowData> bars =
                tradesBySymbol
                        .connect(correctionsBySymbol)
                        .process(
                                new BarsFunction(settings),
                                AnalyticsLakeTable.rowType(AnalyticsTable.BARS))
                        .name(BARS)
                        .uid(BARS);
        for (AnalyticsTable table : AnalyticsTable.all(settings.horizons())) {
            rows.accept(table, BarsFunction.rows(bars, table));
        }
    }

    private static BiConsumer<AnalyticsTable, DataStream<RowData>> sinks(
            AnalyticsOptions options, KafkaEnds kafka, AnalyticsPlaces places) {
        return (table, rows) -> {
            if (options.hasTopic(table)) {
                String name = "kafka-" + table.name();
                rows.sinkTo(kafka.rows(table.name(), table, options.topic(table)))
                        .name(name)
                        .uid(name);
            }
            if (options.outputMode.iceberg()) {
                new AnalyticsLakeTable(table)
                        .attach(
                                rows,
                                options.lake.catalog(),
                                options.tableIdentifier(table),
                                places.tables().get(table.name()),
                                "iceberg-" + table.name(),
                                options.job.onExpiredSnapshot);
            }
        };
    }
}
