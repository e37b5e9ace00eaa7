package io.tickhouse.contenders;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The statements of {@link WindowsJob} in Flink SQL. */
final class HopStatements {

    private final Ends ends;
    private final JobOptions job;

    HopStatements(Ends ends, JobOptions job) {
        this.ends = ends;
        this.job = job;
    }

    /** Makes the tables of trades, bars and windows. */
    List<String> tables() {
        return List.of(trades(), bars(), windows());
    }

    /** Fills the tables of bars and windows. */
    List<String> inserts() {
        return List.of(insertBars(), insertWindows());
    }

    private String trades() {
        return """
                CREATE TEMPORARY TABLE trades (
                  S STRING, p DOUBLE, s DOUBLE, `timestamp` BIGINT,
                  event_time AS TO_TIMESTAMP_LTZ(`timestamp`, 3),
                  WATERMARK FOR event_time AS event_time - INTERVAL '%d' SECOND
                ) WITH (
                %s,
                  'format' = 'json'
                )"""
                .formatted(WindowsJob.DISORDER.toSeconds(), SqlStatements.sourceTopic(ends, job));
    }

    private String bars() {
        return """
                CREATE TEMPORARY TABLE bars (
                  id STRING, symbol STRING, size_s INT, window_start BIGINT, `open` DOUBLE,
                  high DOUBLE, low DOUBLE, `close` DOUBLE, volume DOUBLE, trades BIGINT, vwap DOUBLE
                ) WITH (
                %s
                )"""
                .formatted(keyedById(ends.barsTopic()));
    }

    private String windows() {
        return """
                CREATE TEMPORARY TABLE windows (
                  id STRING, symbol STRING, horizon_s INT, as_of BIGINT, sma_trade DOUBLE,
                  stddev_price DOUBLE, volume DOUBLE, trades BIGINT, vwap DOUBLE
                ) WITH (
                %s
                )"""
                .formatted(keyedById(ends.windowsTopic()));
    }

    private String keyedById(String topic) {
        return """
                %s,
                  'key.fields' = 'id',
                  'value.fields-include' = 'EXCEPT_KEY'"""
                .formatted(SqlStatements.sinkTopic(ends, topic));
    }

    private static String insertBars() {
        return """
                INSERT INTO bars
                SELECT S || '|%1$d|' || CAST(start_ms AS STRING), S, %1$d, start_ms, o, h, l, c,
                  volume, trades, notional / NULLIF(volume, 0)
                FROM (
                  SELECT S, EXTRACT(EPOCH FROM window_start) * 1000 AS start_ms,
                    FIRST_VALUE(p) AS o, MAX(p) AS h, MIN(p) AS l, LAST_VALUE(p) AS c,
                    SUM(s) AS volume, COUNT(*) AS trades, SUM(p * s) AS notional
                  FROM TABLE(TUMBLE(TABLE trades, DESCRIPTOR(event_time), INTERVAL '%1$d' SECOND))
                  GROUP BY S, window_start, window_end
                )"""
                .formatted(WindowsJob.SLIDE.toSeconds());
    }

    private static String insertWindows() {
        return WindowsJob.HORIZONS.stream()
                .map(HopStatements::windows)
                .collect(Collectors.joining("\nUNION ALL\n", "INSERT INTO windows\n", ""));
    }

    private static String windows(Duration horizon) {
        return """
                SELECT S || '|%1$d|' || CAST(end_ms AS STRING), S, %1$d, end_ms, average, deviation,
                  volume, trades, notional / NULLIF(volume, 0)
                FROM (
                  SELECT S, EXTRACT(EPOCH FROM window_end) * 1000 AS end_ms, AVG(p) AS average,
                    STDDEV_SAMP(p) AS deviation, SUM(s) AS volume, COUNT(*) AS trades,
                    SUM(p * s) AS notional
                  FROM TABLE(HOP(TABLE trades, DESCRIPTOR(event_time), INTERVAL '%2$d' MINUTE,
                    INTERVAL '%3$d' MINUTE))
                  GROUP BY S, window_start, window_end
                )"""
                .formatted(horizon.toSeconds(), WindowsJob.SLIDE.toMinutes(), horizon.toMinutes());
    }
}
