package io.tickhouse.contenders;

import io.tickhouse.connectors.kafka.TopicRecord;
import io.tickhouse.model.Trade;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;

/** {@link WindowsJob} in the DataStream API. A trade is added to each window that it is in. */
final class SlidingWindows {

    private static final TypeInformation<double[]> SUMS =
            PrimitiveArrayTypeInfo.DOUBLE_PRIMITIVE_ARRAY_TYPE_INFO;
    private static final TypeInformation<TopicRecord> ROW = Types.POJO(TopicRecord.class);
    private static final int ROW_CHARACTERS = 256;

    private SlidingWindows() {}

    /**
     * What the windows need of a trade. A Flink POJO.
     *
     * @param symbol ticker
     */
    public record Print(String symbol, double price, double size) {}

    /** The event time of the trades. */
    static WatermarkStrategy<Trade> clock() {
        return WatermarkStrategy.<Trade>forBoundedOutOfOrderness(WindowsJob.DISORDER)
                .withTimestampAssigner((trade, unused) -> trade.timeMs());
    }

    /**
     * The topology.
     *
     * @param trades with their event time
     */
    static void define(
            DataStream<Trade> trades, Sink<TopicRecord> bars, Sink<TopicRecord> windows) {
        KeyedStream<Print, String> bySymbol =
                trades.map(SlidingWindows::print).keyBy(Print::symbol, Types.STRING);
        bySymbol.window(TumblingEventTimeWindows.of(WindowsJob.SLIDE))
                .aggregate(
                        new PriceSums(),
                        (symbol, window, sums, out) ->
                                out.collect(bar(symbol, window, sums.iterator().next())),
                        SUMS,
                        ROW)
                .sinkTo(bars);
        WindowsJob.HORIZONS.stream()
                .map(horizon -> sliding(bySymbol, horizon))
                .reduce((one, other) -> one.union(other))
                .orElseThrow()
                .sinkTo(windows);
    }

    private static DataStream<TopicRecord> sliding(
            KeyedStream<Print, String> bySymbol, Duration horizon) {
        long seconds = horizon.toSeconds();
        return bySymbol.window(SlidingEventTimeWindows.of(horizon, WindowsJob.SLIDE))
                .aggregate(
                        new PriceSums(),
                        (symbol, window, sums, out) ->
                                out.collect(row(symbol, seconds, window, sums.iterator().next())),
                        SUMS,
                        ROW);
    }

    /** The source reuses its trades. */
    private static Print print(Trade trade) {
        return new Print(new String(trade.symbol, StandardCharsets.UTF_8), trade.price, trade.size);
    }

    /** The row of a bar. */
    private static TopicRecord bar(String symbol, TimeWindow window, double[] sums) {
        long seconds = WindowsJob.SLIDE.toSeconds();
        StringBuilder json = start(symbol).append(",\"size_s\":").append(seconds);
        json.append(",\"window_start\":").append(window.getStart());
        PriceSums.writePrices(sums, json);
        PriceSums.writeVolume(sums, json);
        return record(symbol, seconds, window.getStart(), json);
    }

    /** The row of a horizon at the end of a minute. */
    private static TopicRecord row(String symbol, long seconds, TimeWindow window, double[] sums) {
        StringBuilder json = start(symbol).append(",\"horizon_s\":").append(seconds);
        json.append(",\"as_of\":").append(window.getEnd());
        PriceSums.writeMean(sums, json);
        PriceSums.writeVolume(sums, json);
        return record(symbol, seconds, window.getEnd(), json);
    }

    private static StringBuilder start(String symbol) {
        return new StringBuilder(ROW_CHARACTERS)
                .append("{\"symbol\":\"")
                .append(symbol)
                .append('"');
    }

    private static TopicRecord record(
            String symbol, long seconds, long timeMs, StringBuilder json) {
        String key = symbol + '|' + seconds + '|' + timeMs;
        return TopicRecord.keyed(
                key.getBytes(StandardCharsets.UTF_8),
                json.append('}').toString().getBytes(StandardCharsets.UTF_8));
    }
}
