package io.tickhouse.contenders;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.connectors.kafka.TopicRecord;
import io.tickhouse.model.Trade;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

class SlidingWindowsTest {

    private static final long START_MS = 1_772_461_800_000L;
    private static final long MINUTE_MS = 60_000;

    // Static, because the operators of a local cluster are copies that share only the JVM.
    private static final Map<String, String> BARS = new ConcurrentHashMap<>();
    private static final Map<String, String> WINDOWS = new ConcurrentHashMap<>();

    @Test
    void makesABarOfEachMinuteAndWindowsAtTheEndOfEach() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(1, configuration);

        SlidingWindows.define(
                env.fromData(0L, MINUTE_MS - 1, MINUTE_MS)
                        .map(SlidingWindowsTest::trade)
                        .assignTimestampsAndWatermarks(SlidingWindows.clock()),
                into(BARS),
                into(WINDOWS));
        env.execute();

        assertThat(BARS)
                .containsOnly(
                        Map.entry(
                                "A|60|1772461800000",
                                "{\"symbol\":\"A\",\"size_s\":60,\"window_start\":1772461800000"
                                        + ",\"open\":10.0,\"high\":10.0,\"low\":10.0,\"close\":10.0"
                                        + ",\"volume\":4.0,\"trades\":2,\"vwap\":10.0}"),
                        Map.entry(
                                "A|60|1772461860000",
                                "{\"symbol\":\"A\",\"size_s\":60,\"window_start\":1772461860000"
                                        + ",\"open\":10.0,\"high\":10.0,\"low\":10.0,\"close\":10.0"
                                        + ",\"volume\":2.0,\"trades\":1,\"vwap\":10.0}"));
        assertThat(WINDOWS)
                .hasSize(16 + 61)
                .containsEntry(
                        "A|900|1772461920000",
                        "{\"symbol\":\"A\",\"horizon_s\":900,\"as_of\":1772461920000"
                                + ",\"sma_trade\":10.0,\"stddev_price\":0.0"
                                + ",\"volume\":6.0,\"trades\":3,\"vwap\":10.0}");
        assertThat(WINDOWS.keySet())
                .contains("A|900|1772462760000", "A|3600|1772465460000")
                .doesNotContain("A|900|1772462820000", "A|3600|1772465520000");
    }

    private static Trade trade(long afterStartMs) {
        Trade trade = new Trade();
        trade.symbol = new byte[] {'A'};
        trade.price = 10;
        trade.size = 2;
        trade.timeNs = (START_MS + afterStartMs) * 1_000_000;
        return trade;
    }

    private static Sink<TopicRecord> into(Map<String, String> rows) {
        boolean bars = rows == BARS;
        return context ->
                new SinkWriter<>() {
                    @Override
                    public void write(TopicRecord row, Context unused) {
                        (bars ? BARS : WINDOWS).put(text(row.key), text(row.value));
                    }

                    @Override
                    public void flush(boolean endOfInput) {}

                    @Override
                    public void close() {}
                };
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
