package io.tickhouse.model.analytics;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A table that the analytics job writes, and its columns in their order. Iceberg tables, topics and
 * queries are made of the same description.
 *
 * @param name what the name of the table or topic adds to the common one: {@code bars}
 * @param time the column by which the table is partitioned, an {@link ColumnType#INSTANT}
 * @param key columns that tell what a row is about; a later row of the same key replaces it
 */
public record AnalyticsTable(String name, String time, List<String> key, List<Column> columns)
        implements Serializable {

    /** A row for each version of each bar. */
    public static final AnalyticsTable BARS =
            new AnalyticsTable(
                    "bars",
                    "window_start",
                    List.of("symbol", "size_s", "window_start"),
                    List.of(
                            required("symbol", ColumnType.TEXT),
                            required("size_s", ColumnType.INT),
                            required("window_start", ColumnType.INSTANT),
                            required("window_end", ColumnType.INSTANT),
                            required("ruleset", ColumnType.TEXT),
                            required("session", ColumnType.TEXT),
                            required("trading_date", ColumnType.DATE),
                            optional("open", ColumnType.PRICE),
                            optional("high", ColumnType.PRICE),
                            optional("low", ColumnType.PRICE),
                            optional("close", ColumnType.PRICE),
                            required("volume", ColumnType.AMOUNT),
                            required("trades", ColumnType.LONG),
                            required("notional", ColumnType.AMOUNT),
                            optional("vwap_all", ColumnType.AVERAGE),
                            optional("vwap_px", ColumnType.AVERAGE),
                            optional("first_ns", ColumnType.LONG),
                            optional("last_ns", ColumnType.LONG),
                            required("no_bar_volume", ColumnType.AMOUNT),
                            required("unknown_count", ColumnType.LONG),
                            required("trade_hash", ColumnType.TEXT),
                            required("complete", ColumnType.BOOLEAN),
                            required("version", ColumnType.INT),
                            required("status", ColumnType.TEXT),
                            required("cause", ColumnType.TEXT),
                            required("known_at", ColumnType.INSTANT)));

    /** A row for each trade that came after its minute was final, or that is in no bar. */
    public static final AnalyticsTable LATE =
            new AnalyticsTable(
                    "late",
                    "event_time",
                    List.of("src"),
                    List.of(
                            required("src", ColumnType.TEXT),
                            required("symbol", ColumnType.TEXT),
                            optional("trade_id", ColumnType.LONG),
                            optional("exchange", ColumnType.TEXT),
                            required("event_time", ColumnType.INSTANT),
                            required("event_ns", ColumnType.LONG),
                            optional("price", ColumnType.PRICE),
                            optional("size", ColumnType.PRICE),
                            optional("closed_up_to", ColumnType.INSTANT),
                            required("lateness_ms", ColumnType.LONG),
                            required("window_start", ColumnType.INSTANT),
                            required("reason", ColumnType.TEXT),
                            required("version_made", ColumnType.INT)));

    /** A row for each correction and cancel. */
    public static final AnalyticsTable CORRECTIONS =
            new AnalyticsTable(
                    "corrections",
                    "event_time",
                    List.of("src"),
                    List.of(
                            required("src", ColumnType.TEXT),
                            required("kind", ColumnType.TEXT),
                            required("symbol", ColumnType.TEXT),
                            optional("exchange", ColumnType.TEXT),
                            optional("original_id", ColumnType.LONG),
                            optional("corrected_id", ColumnType.LONG),
                            required("event_time", ColumnType.INSTANT),
                            optional("trade_time", ColumnType.INSTANT),
                            required("matched", ColumnType.BOOLEAN),
                            required("reason", ColumnType.TEXT),
                            required("windows_touched", ColumnType.INT),
                            required("known_at", ColumnType.INSTANT)));

    /**
     * A row for each version of the figures of a symbol as of an instant.
     *
     * @param horizons how far back the figures look, each a whole number of minutes
     */
    public static AnalyticsTable windows(List<Duration> horizons) {
        List<Column> columns = new ArrayList<>();
        columns.add(required("symbol", ColumnType.TEXT));
        columns.add(required("as_of", ColumnType.INSTANT));
        columns.add(required("session", ColumnType.TEXT));
        columns.add(required("trading_date", ColumnType.DATE));
        for (Duration horizon : horizons) {
            String of = "_" + label(horizon);
            columns.add(optional("sma_trade" + of, ColumnType.AVERAGE));
            columns.add(optional("sma_bar" + of, ColumnType.AVERAGE));
            columns.add(optional("sma_time" + of, ColumnType.AVERAGE));
            columns.add(optional("stddev_price" + of, ColumnType.DEVIATION));
            columns.add(optional("rv" + of, ColumnType.DEVIATION));
            columns.add(optional("sd_logret" + of, ColumnType.DEVIATION));
            columns.add(optional("sd_logret" + of + "_ann", ColumnType.DEVIATION));
            columns.add(required("volume" + of, ColumnType.AMOUNT));
            columns.add(required("trades" + of, ColumnType.LONG));
            columns.add(optional("vwap" + of, ColumnType.AVERAGE));
            columns.add(required("complete" + of, ColumnType.BOOLEAN));
        }
        columns.add(required("version", ColumnType.INT));
        columns.add(required("status", ColumnType.TEXT));
        columns.add(required("cause", ColumnType.TEXT));
        columns.add(required("known_at", ColumnType.INSTANT));
        return new AnalyticsTable(
                "windows", "as_of", List.of("symbol", "as_of"), List.copyOf(columns));
    }

    /** All of them. */
    public static List<AnalyticsTable> all(List<Duration> horizons) {
        return List.of(BARS, windows(horizons), LATE, CORRECTIONS);
    }

    /** A length of time as in names of columns: {@code 15m}, {@code 1h}, {@code 1d}. */
    public static String label(Duration length) {
        return Stream.of(
                        label(length, 86_400, "d"),
                        label(length, 3_600, "h"),
                        label(length, 60, "m"))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse(length.toSeconds() + "s");
    }

    private static String label(Duration length, long unit, String letter) {
        return length.toSeconds() % unit == 0 ? length.toSeconds() / unit + letter : "";
    }

    /**
     * The place of a column.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public int index(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i;
            }
        }
        throw new IllegalArgumentException("Table " + name + " has no column " + column);
    }

    private static Column required(String name, ColumnType type) {
        return new Column(name, type, true);
    }

    private static Column optional(String name, ColumnType type) {
        return new Column(name, type, false);
    }
}
