package io.tickhouse.tools.bars;

import io.tickhouse.model.Kind;
import io.tickhouse.tools.audit.Coordinate;
import io.tickhouse.tools.bars.FeedBar.Figures;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;

/** The bars of the feed in the lake. */
final class FeedBars {

    static final int MINUTE_SECONDS = 60;
    static final int DAY_SECONDS = 86_400;

    private static final long NANOS_IN_MICRO = 1_000;

    /**
     * What a bar is about.
     *
     * @param size in seconds
     */
    record BarKey(String symbol, int size, long startNs) {}

    /** When a bar was sent that a feed makes as soon as a minute is over. */
    private record Sent(long minuteNs, Coordinate source) {}

    /** Those of a day. */
    static final class OfDay {

        final Map<BarKey, FeedBar> bars = new HashMap<>();

        /** Of each size, the symbols that have some, and the times of which there are some. */
        private final Map<Integer, TreeSet<String>> symbols = new HashMap<>();

        private final Map<Integer, TreeSet<Long>> times = new HashMap<>();

        /** Of each partition, the bars of minutes as they were sent first. */
        private final Map<Integer, Map<Long, Sent>> sent = new HashMap<>();

        private void add(BarKey key, FeedBar bar) {
            bars.merge(key, bar, (one, other) -> other.replaces(one) ? other : one);
            symbols.computeIfAbsent(key.size, size -> new TreeSet<>()).add(key.symbol);
            times.computeIfAbsent(key.size, size -> new TreeSet<>()).add(key.startNs);
            if (bar.type().equals("b")) {
                sent.computeIfAbsent(bar.source().partition(), partition -> new HashMap<>())
                        .merge(
                                key.startNs,
                                new Sent(key.startNs, bar.source()),
                                (one, other) ->
                                        one.source.compareTo(other.source) < 0 ? one : other);
            }
        }

        /** Whether the feed sent bars of a symbol, and at that time. */
        boolean cover(BarKey key) {
            NavigableSet<Long> all = times.getOrDefault(key.size, new TreeSet<>());
            return symbols.getOrDefault(key.size, new TreeSet<>()).contains(key.symbol)
                    && all.first() <= key.startNs
                    && all.last() >= key.startNs;
        }

        /** Whether there is a bar of any symbol of this size and time. */
        boolean haveSome(BarKey key) {
            return times.getOrDefault(key.size, new TreeSet<>()).contains(key.startNs);
        }

        /** Of each partition, the first record after which the bar of a minute was made. */
        Map<Integer, Coordinate> madeBy(long minuteNs) {
            Map<Integer, Coordinate> made = new HashMap<>();
            sent.forEach(
                    (partition, bars) ->
                            bars.values().stream()
                                    .filter(bar -> bar.minuteNs >= minuteNs)
                                    .map(Sent::source)
                                    .min(Coordinate::compareTo)
                                    .ifPresent(first -> made.put(partition, first)));
            return made;
        }
    }

    private final LakeTable table;
    private final String type;
    private final String symbol;
    private final String open;
    private final String high;
    private final String low;
    private final String close;
    private final String volume;
    private final String count;
    private final String average;

    FeedBars(LakeTable table) {
        this.table = table;
        this.type = table.column(Kind.BAR, "T");
        this.symbol = table.column(Kind.BAR, "S");
        this.open = table.column(Kind.BAR, "o");
        this.high = table.column(Kind.BAR, "h");
        this.low = table.column(Kind.BAR, "l");
        this.close = table.column(Kind.BAR, "c");
        this.volume = table.column(Kind.BAR, "v");
        this.count = table.column(Kind.BAR, "n");
        this.average = table.column(Kind.BAR, "vw");
    }

    String tableName() {
        return table.name();
    }

    /** The days of New York of which there are bars of some symbols. */
    NavigableSet<LocalDate> days(Moments moments, Predicate<String> asked) {
        NavigableSet<LocalDate> days = new TreeSet<>();
        read(
                List.of(type, symbol, "event_time"),
                moments,
                (key, row) -> {
                    if (asked.test(key.symbol)) {
                        days.add(NewYork.dayOf(key.startNs));
                    }
                });
        return days;
    }

    /** The bars of a day that have all figures; those of other symbols say when it sent some. */
    OfDay read(Moments moments) {
        OfDay day = new OfDay();
        read(
                List.of(
                        type,
                        symbol,
                        open,
                        high,
                        low,
                        close,
                        volume,
                        count,
                        average,
                        "event_time",
                        "src_partition",
                        "src_offset",
                        "src_index"),
                moments,
                (key, row) -> day.add(key, bar(row)));
        return day;
    }

    private FeedBar bar(Record row) {
        return new FeedBar(
                row.getField(type).toString(),
                LakeTrades.source(row),
                new Figures(
                        decimal(row, open),
                        decimal(row, high),
                        decimal(row, low),
                        decimal(row, close),
                        decimal(row, volume),
                        (Long) row.getField(count),
                        decimal(row, average)));
    }

    private static BigDecimal decimal(Record row, String column) {
        Object value = row.getField(column);
        return value == null ? null : BigDecimal.valueOf((Double) value);
    }

    private void read(List<String> columns, Moments moments, BiConsumer<BarKey, Record> to) {
        table.read(
                columns,
                Expressions.and(Expressions.in(type, "b", "u", "d"), moments.filter("event_time")),
                row -> {
                    Object kind = row.getField(type);
                    long micros = LakeTable.micros(row, "event_time");
                    if (kind != null
                            && List.of("b", "u", "d").contains(kind.toString())
                            && moments.contain(micros)) {
                        to.accept(
                                new BarKey(
                                        row.getField(symbol).toString(),
                                        kind.toString().equals("d") ? DAY_SECONDS : MINUTE_SECONDS,
                                        micros * NANOS_IN_MICRO),
                                row);
                    }
                });
    }
}
