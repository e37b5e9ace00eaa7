package io.tickhouse.jobs.analytics;

import io.tickhouse.connectors.iceberg.AnalyticsLakeTable;
import io.tickhouse.connectors.iceberg.LakeSink;
import io.tickhouse.connectors.kafka.KafkaEnds;
import io.tickhouse.jobs.options.CheckpointOptions;
import io.tickhouse.model.ClockRecord;
import io.tickhouse.model.Correction;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Trade;
import io.tickhouse.model.analytics.AnalyticsTable;
import io.tickhouse.model.analytics.BarSettings;
import io.tickhouse.model.analytics.Gap;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.EitherTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.Either;
import org.apache.flink.util.Collector;

/**
 * Makes bars and windows of flattened trades.
 *
 * <pre>
 * trades ------+
 * corrections -+- by symbol -+
 * clocks ------+             +-> bars -+- bars, windows ------> a topic and an Iceberg table each
 * gaps ---------- to all ----+         +- late, corrections --> an Iceberg table each
 * </pre>
 *
 * <p>Clock records only move the time, and only while all trades are silent: see {@link
 * EventClock}.
 *
 * <p>Guarantee: each version of a bar or window becomes visible exactly once in each place that the
 * output mode names. The last version depends on the trades, corrections and gaps alone. It rests
 * on {@link BarsFunction}, {@link KafkaEnds} and {@link LakeSink}.
 */
public final class AnalyticsJob {

    static final String TRADES = "trades";
    static final String CORRECTIONS = "corrections";
    static final String CLOCKS = "clocks";
    static final String SILENCE = "silence";
    static final String GAPS = "gaps";
    static final String BARS = "bars";

    /** Written out, because of a value alone one side cannot be told. */
    private static final TypeInformation<Either<Trade, Correction>> MESSAGE =
            new EitherTypeInfo<>(
                    TypeInformation.of(Trade.class), TypeInformation.of(Correction.class));

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
                new TimedSource<>(options.source(kafka, Kind.TRADE), options.clock()),
                new TimedSource<>(
                        options.source(kafka, Kind.CORRECTION), options.clockOfCorrections()),
                new TimedSource<>(options.source(kafka, Kind.CLOCK), options.clockOfSilence()),
                new TimedSource<>(options.gapSource(kafka), options.clockOfGaps()),
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
            TimedSource<Trade> trades,
            TimedSource<Correction> corrections,
            TimedSource<ClockRecord> clocks,
            TimedSource<Gap> gaps,
            BarSettings settings,
            BiConsumer<AnalyticsTable, DataStream<RowData>> rows) {
        DataStream<Either<Trade, Correction>> messages =
                trades.addTo(env, TRADES)
                        .uid(TRADES)
                        .map(trade -> Either.<Trade, Correction>Left(trade))
                        .returns(MESSAGE)
                        .name("either-trade")
                        .uid("either-trade");
        DataStream<Either<Trade, Correction>> others =
                corrections
                        .addTo(env, CORRECTIONS)
                        .uid(CORRECTIONS)
                        .map(correction -> Either.<Trade, Correction>Right(correction))
                        .returns(MESSAGE)
                        .name("or-correction")
                        .uid("or-correction");
        // One after the other, so that the newest line of a gap is the last to come.
        DataStream<Gap> ledger = gaps.addTo(env, GAPS).uid(GAPS).setParallelism(1);
        SingleOutputStreamOperator<RowData> bars =
                messages.union(others, silence(env, clocks))
                        .keyBy(new SymbolKey(), Types.STRING)
                        .connect(ledger.broadcast(BarsFunction.GAPS))
                        .process(
                                new BarsFunction(settings),
                                AnalyticsLakeTable.rowType(AnalyticsTable.BARS))
                        .name(BARS)
                        .uid(BARS);
        for (AnalyticsTable table : AnalyticsTable.all(settings.horizons())) {
            rows.accept(table, BarsFunction.rows(bars, table));
        }
    }

    /**
     * A stream of messages that has none, only the time of the clock records. It is beside the
     * trades, and not another input of the bars: only within an input does the time of a stream
     * that is idle count once all others are idle, too.
     */
    private static DataStream<Either<Trade, Correction>> silence(
            StreamExecutionEnvironment env, TimedSource<ClockRecord> clocks) {
        return clocks.addTo(env, CLOCKS)
                .uid(CLOCKS)
                // One place sees what all raw partitions were told.
                .setParallelism(1)
                .flatMap((ClockRecord clock, Collector<Either<Trade, Correction>> out) -> {})
                .returns(MESSAGE)
                .name(SILENCE)
                .uid(SILENCE)
                .setParallelism(1);
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
