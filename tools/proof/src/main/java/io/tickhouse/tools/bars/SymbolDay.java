package io.tickhouse.tools.bars;

import io.tickhouse.oracle.BarOracle;
import io.tickhouse.oracle.BarOracle.Amendment;
import io.tickhouse.oracle.BarOracle.Bar;
import io.tickhouse.oracle.BarOracle.Trade;
import io.tickhouse.oracle.BarOracle.Window;
import io.tickhouse.tools.bars.VerifyReport.Difference;
import io.tickhouse.tools.bars.VerifyReport.Part;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.iceberg.data.Record;

/**
 * Compares the bars and windows of a symbol that belong to a day with what the oracle makes of its
 * trades. Times are nanoseconds since the epoch.
 */
final class SymbolDay {

    private static final int MINUTE_SECONDS = 60;
    private static final long MINUTE = MINUTE_SECONDS * NewYork.SECOND;
    private static final long NANOS_IN_MICRO = 1_000;
    private static final BigDecimal ZERO = BigDecimal.ZERO;

    /** Columns of a bar that are compared, and where the job says what the row is. */
    static final List<String> BAR_COLUMNS =
            List.of(
                    "symbol",
                    "size_s",
                    "window_start",
                    "window_end",
                    "ruleset",
                    "open",
                    "high",
                    "low",
                    "close",
                    "volume",
                    "trades",
                    "notional",
                    "vwap_all",
                    "vwap_px",
                    "first_ns",
                    "last_ns",
                    "no_bar_volume",
                    "unknown_count",
                    "version",
                    "status");

    /** Columns of a window that are compared, each with the horizon at its end. */
    private static final List<String> FIGURES =
            List.of(
                    "sma_trade",
                    "sma_bar",
                    "sma_time",
                    "stddev_price",
                    "rv",
                    "sd_logret",
                    "volume",
                    "trades",
                    "vwap");

    /**
     * What does not depend on the symbol.
     *
     * @param start of the day
     * @param end of the day; a window as of it belongs to it
     * @param clock how far the job has come
     * @param sizes in seconds
     * @param horizons in seconds, by the names that columns have
     * @param borders when sessions begin
     */
    record Scope(
            long start,
            long end,
            long clock,
            Collection<Integer> sizes,
            Map<String, Integer> horizons,
            NavigableSet<Long> borders) {

        long longestHorizon() {
            return longest(horizons);
        }

        static long longest(Map<String, Integer> horizons) {
            return horizons.values().stream().mapToInt(each -> each).max().orElse(0)
                    * NewYork.SECOND;
        }

        private boolean has(long time) {
            return time >= start && time < end;
        }
    }

    /** The last price of a minute. */
    record MinutePrice(long minute, BigDecimal price) {}

    private record BarKey(int size, long start) {}

    private final String symbol;
    private final Scope scope;
    private final BarOracle oracle;
    private final List<Bar> minutes;
    private final List<Difference> differences = new ArrayList<>();
    private Part bars = Part.NONE;
    private Part windows = Part.NONE;

    /**
     * @param trades of the day and of the longest horizon before it
     * @param before the last price before these; null if there is none
     */
    SymbolDay(
            String symbol,
            Scope scope,
            List<Trade> trades,
            List<Amendment> amendments,
            MinutePrice before) {
        this.symbol = symbol;
        this.scope = scope;
        List<Trade> all = new ArrayList<>(trades);
        if (before != null) {
            all.add(new Trade(symbol, before.minute, null, 0, before.price, ZERO, List.of(), null));
        }
        this.oracle = new BarOracle(all, amendments);
        this.minutes = oracle.bars(symbol, MINUTE_SECONDS);
    }

    /** The last price before a time; null if there is none. */
    MinutePrice lastPriceBefore(long time) {
        for (int i = minutes.size() - 1; i >= 0; i--) {
            Bar minute = minutes.get(i);
            if (minute.close() != null && minute.startNs() < time) {
                return new MinutePrice(minute.startNs(), minute.close());
            }
        }
        return null;
    }

    List<Difference> differences() {
        return differences;
    }

    Part bars() {
        return bars;
    }

    Part windows() {
        return windows;
    }

    /**
     * Compares the bars.
     *
     * @param rows of the table, in their last versions
     */
    void compareBars(Collection<Record> rows) {
        Map<BarKey, Record> found = new HashMap<>();
        for (Record row : rows) {
            found.put(new BarKey((Integer) row.getField("size_s"), ns(row, "window_start")), row);
        }
        for (int size : scope.sizes) {
            for (Bar bar : size == MINUTE_SECONDS ? minutes : oracle.bars(symbol, size)) {
                if (scope.has(bar.startNs())) {
                    Record row = found.remove(new BarKey(size, bar.startNs()));
                    bars =
                            bars.plus(
                                    row == null
                                            ? missing(size, bar.startNs(), bar.endNs())
                                            : compare(size, bar.startNs(), expected(bar), row));
                }
            }
        }
        List<BarKey> others = new ArrayList<>(found.keySet());
        others.sort(Comparator.comparingInt(BarKey::size).thenComparingLong(BarKey::start));
        for (BarKey key : others) {
            Record row = found.get(key);
            // All of its trades may have been taken back.
            bars =
                    bars.plus(
                            isFirstVersion(row)
                                    ? tooMany(key.size, key.start, row)
                                    : compare(key.size, key.start, emptyBar(), row));
        }
    }

    private static Map<String, Object> expected(Bar bar) {
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("window_end", bar.endNs() / NANOS_IN_MICRO);
        columns.put("ruleset", bar.rules());
        columns.put("open", bar.open());
        columns.put("high", bar.high());
        columns.put("low", bar.low());
        columns.put("close", bar.close());
        columns.put("volume", bar.volume());
        columns.put("trades", bar.trades());
        columns.put("notional", bar.notional());
        columns.put("vwap_all", bar.vwapAll());
        columns.put("vwap_px", bar.vwapPx());
        columns.put("first_ns", bar.firstNs());
        columns.put("last_ns", bar.lastNs());
        columns.put("no_bar_volume", bar.noBarVolume());
        columns.put("unknown_count", bar.unknownCount());
        return columns;
    }

    private static Map<String, Object> emptyBar() {
        Map<String, Object> columns = new LinkedHashMap<>();
        for (String column :
                List.of(
                        "open",
                        "high",
                        "low",
                        "close",
                        "vwap_all",
                        "vwap_px",
                        "first_ns",
                        "last_ns")) {
            columns.put(column, null);
        }
        columns.put("volume", ZERO);
        columns.put("trades", 0L);
        columns.put("notional", ZERO);
        columns.put("no_bar_volume", ZERO);
        columns.put("unknown_count", 0L);
        return columns;
    }

    /**
     * Compares the windows.
     *
     * @param rows of the table, in their last versions
     */
    void compareWindows(Collection<Record> rows) {
        Map<Long, Record> found = new HashMap<>();
        rows.forEach(row -> found.put(ns(row, "as_of"), row));
        NavigableSet<Long> times = new TreeSet<>(found.keySet());
        NavigableSet<Long> traded = new TreeSet<>();
        minutes.stream()
                .filter(minute -> minute.trades() > 0)
                .forEach(minute -> traded.add(minute.startNs()));
        for (long time = scope.start + MINUTE; time <= scope.end; time += MINUTE) {
            if (isTraded(traded, time)) {
                times.add(time);
            }
        }
        for (long time : times) {
            Record row = found.get(time);
            Part part;
            if (row == null) {
                part = missing(0, time, time);
            } else if (isProvisional(row)) {
                part = new Part(0, 0, 0, 0, 1, 0);
            } else if (!isTraded(traded, time) && isFirstVersion(row)) {
                part = tooMany(0, time, row);
            } else {
                part = compare(0, time, window(time), row);
            }
            windows = windows.plus(part);
        }
    }

    private boolean isTraded(NavigableSet<Long> minutes, long asOf) {
        Long last = minutes.lower(asOf);
        return last != null && last >= asOf - scope.longestHorizon();
    }

    private Map<String, Object> window(long asOf) {
        Map<String, Object> columns = new LinkedHashMap<>();
        scope.horizons.forEach(
                (label, seconds) -> {
                    Window window = oracle.window(symbol, asOf, seconds, scope.borders);
                    columns.put("sma_trade_" + label, window.smaTrade());
                    columns.put("sma_bar_" + label, window.smaBar());
                    columns.put("sma_time_" + label, window.smaTime());
                    columns.put("stddev_price_" + label, window.stddevPrice());
                    columns.put("rv_" + label, window.rv());
                    columns.put("sd_logret_" + label, window.sdLogret());
                    columns.put("sd_logret_" + label + "_ann", window.sdLogretAnn());
                    columns.put("volume_" + label, window.volume());
                    columns.put("trades_" + label, window.trades());
                    columns.put("vwap_" + label, window.vwap());
                });
        return columns;
    }

    /** The columns that {@link #compareWindows} needs. */
    static List<String> windowColumns(Collection<String> horizons) {
        List<String> columns = new ArrayList<>(List.of("symbol", "as_of", "version", "status"));
        for (String horizon : horizons) {
            FIGURES.forEach(figure -> columns.add(figure + "_" + horizon));
            columns.add("sd_logret_" + horizon + "_ann");
        }
        return columns;
    }

    /**
     * @param size 0 for a window
     */
    private Part compare(int size, long time, Map<String, Object> expected, Record row) {
        if (isProvisional(row)) {
            return new Part(0, 0, 0, 0, 1, 0);
        }
        boolean equal = true;
        for (Map.Entry<String, Object> column : expected.entrySet()) {
            Object found = row.getField(column.getKey());
            Object value =
                    found instanceof OffsetDateTime
                            ? LakeTable.micros(row, column.getKey())
                            : found;
            if (!isSame(column.getValue(), value)) {
                equal = false;
                note(size, time, column.getKey(), column.getValue(), value);
            }
        }
        return equal ? new Part(1, 0, 0, 0, 0, 0) : new Part(0, 1, 0, 0, 0, 0);
    }

    private static boolean isSame(Object one, Object other) {
        if (one instanceof BigDecimal number && other instanceof BigDecimal value) {
            return number.compareTo(value) == 0;
        }
        return Objects.equals(one, other);
    }

    private Part missing(int size, long time, long end) {
        // The clocks of two keys may differ by the minute in which the job wrote its last rows.
        if (end + MINUTE > scope.clock) {
            return new Part(0, 0, 0, 0, 0, 1);
        }
        note(size, time, null, "a row", "none");
        return new Part(0, 0, 1, 0, 0, 0);
    }

    private Part tooMany(int size, long time, Record row) {
        if (isProvisional(row)) {
            return new Part(0, 0, 0, 0, 1, 0);
        }
        note(size, time, null, "none", "a row");
        return new Part(0, 0, 0, 1, 0, 0);
    }

    private void note(int size, long time, String column, Object expected, Object found) {
        differences.add(
                new Difference(
                        size == 0 ? "window" : "bar",
                        symbol,
                        size == 0 ? null : BarSize.text(size),
                        Instant.ofEpochSecond(0, time).toString(),
                        column,
                        expected,
                        found));
    }

    private static boolean isProvisional(Record row) {
        return row.getField("status").equals("provisional");
    }

    private static boolean isFirstVersion(Record row) {
        return Versions.number(row) == 1;
    }

    private static long ns(Record row, String column) {
        return LakeTable.micros(row, column) * NANOS_IN_MICRO;
    }
}
