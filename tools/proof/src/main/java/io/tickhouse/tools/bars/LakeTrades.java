package io.tickhouse.tools.bars;

import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import io.tickhouse.oracle.BarOracle.Trade;
import io.tickhouse.tools.audit.Coordinate;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/** The trades of the lake, as the oracle takes them. */
final class LakeTrades {

    private static final long NANOS_IN_MICRO = 1_000;

    private final LakeTable table;
    private final Ledgers ledgers;
    private final Predicate<String> asked;
    private final Expression filter;
    private final String symbol;
    private final String exchange;
    private final String id;
    private final String price;
    private final String size;
    private final String conditions;
    private final String tape;
    private final Map<Object, Object> same = new HashMap<>();
    private final Map<String, Long> leftOut = new TreeMap<>();

    /**
     * @param symbols those that are asked for; empty for all
     */
    LakeTrades(LakeTable table, Ledgers ledgers, List<String> symbols) {
        this.table = table;
        this.ledgers = ledgers;
        this.symbol = table.column(Kind.TRADE, "S");
        this.exchange = table.column(Kind.TRADE, "x");
        this.id = table.column(Kind.TRADE, "i");
        this.price = table.column(Kind.TRADE, "p");
        this.size = table.column(Kind.TRADE, "s");
        this.conditions = table.column(Kind.TRADE, "c");
        this.tape = table.column(Kind.TRADE, "z");
        this.asked = each -> symbols.isEmpty() || symbols.contains(each);
        this.filter =
                symbols.isEmpty() ? Expressions.alwaysTrue() : Expressions.in(symbol, symbols);
    }

    /** The time of each trade, in nanoseconds since the epoch. */
    void times(Moments moments, LongConsumer to) {
        table.read(
                List.of(symbol, "event_time", "nanos"),
                Expressions.and(filter, moments.filter("event_time")),
                row -> {
                    if (asked.test(row.getField(symbol).toString())) {
                        to.accept(timeNs(row));
                    }
                });
    }

    /**
     * The trades of some symbols between two times, by symbol, without those that are in no bar by
     * the ledger.
     *
     * @param countedNs from when on what is left out is counted
     * @param onRow called for each row that is read
     */
    Map<String, List<Trade>> read(
            Moments moments, long countedNs, Predicate<String> symbols, Runnable onRow) {
        Map<String, List<Trade>> trades = new TreeMap<>();
        read(
                moments,
                symbols,
                onRow,
                (name, row) -> {
                    String why = whyInNoBar(row);
                    if (why == null) {
                        trades.computeIfAbsent(name, unused -> new ArrayList<>())
                                .add(trade(name, row));
                    } else if (timeNs(row) >= countedNs) {
                        leftOut.merge(why, 1L, Long::sum);
                    }
                });
        return trades;
    }

    /**
     * A trade with its source.
     *
     * @param whyInNoBar what the job's ledger says; null if it is in one
     */
    record Sourced(Trade trade, Coordinate source, String whyInNoBar) {}

    /** All trades of some symbols between two times that have a price and a size, by symbol. */
    Map<String, List<Sourced>> readSourced(Moments moments, Predicate<String> symbols) {
        Map<String, List<Sourced>> trades = new TreeMap<>();
        read(
                moments,
                symbols,
                () -> {},
                (name, row) -> {
                    if (row.getField(price) != null && row.getField(size) != null) {
                        trades.computeIfAbsent(name, unused -> new ArrayList<>())
                                .add(new Sourced(trade(name, row), source(row), whyInNoBar(row)));
                    }
                });
        return trades;
    }

    private void read(
            Moments moments,
            Predicate<String> symbols,
            Runnable onRow,
            BiConsumer<String, Record> to) {
        table.read(
                List.of(
                        symbol,
                        exchange,
                        id,
                        price,
                        size,
                        conditions,
                        tape,
                        "event_time",
                        "nanos",
                        "src_partition",
                        "src_offset",
                        "src_index"),
                Expressions.and(filter, moments.filter("event_time")),
                row -> {
                    onRow.run();
                    String name = same(row.getField(symbol).toString());
                    if (asked.test(name)
                            && symbols.test(name)
                            && moments.contain(LakeTable.micros(row, "event_time"))) {
                        to.accept(name, row);
                    }
                });
    }

    /** Of each partition of the raw topic, the time of the trade of a day that came first. */
    Map<Integer, Long> firstTimes(Moments moments) {
        Map<Integer, Coordinate> first = new HashMap<>();
        Map<Integer, Long> times = new HashMap<>();
        table.read(
                List.of("event_time", "nanos", "src_partition", "src_offset", "src_index"),
                moments.filter("event_time"),
                row -> {
                    Coordinate source = source(row);
                    Coordinate before = first.get(source.partition());
                    if (moments.contain(LakeTable.micros(row, "event_time"))
                            && (before == null || source.compareTo(before) < 0)) {
                        first.put(source.partition(), source);
                        times.put(source.partition(), timeNs(row));
                    }
                });
        return times;
    }

    /** How many were left out so far, by the reason. */
    Map<String, Long> leftOut() {
        return leftOut;
    }

    private String whyInNoBar(Record row) {
        if (row.getField(price) == null || row.getField(size) == null) {
            return "not_exact";
        }
        return ledgers.whyInNoBar(source(row));
    }

    private Trade trade(String name, Record row) {
        Object number = row.getField(id);
        return new Trade(
                name,
                timeNs(row),
                text(row.getField(exchange)),
                number == null ? Message.ABSENT : (Long) number,
                BigDecimal.valueOf((Double) row.getField(price)),
                BigDecimal.valueOf((Double) row.getField(size)),
                conditions(row.getField(conditions)),
                text(row.getField(tape)));
    }

    private String text(Object value) {
        return value == null ? null : same(value.toString());
    }

    private List<String> conditions(Object list) {
        return list == null
                ? List.of()
                : same(((List<?>) list).stream().map(Object::toString).toList());
    }

    /** Millions of trades have few different texts. */
    @SuppressWarnings("unchecked") // what is equal has the same type
    private <T> T same(T value) {
        return (T) same.computeIfAbsent(value, unused -> value);
    }

    private static long timeNs(Record row) {
        return LakeTable.micros(row, "event_time") * NANOS_IN_MICRO
                + (Integer) row.getField("nanos");
    }

    /** Where a row comes from. */
    static Coordinate source(Record row) {
        return new Coordinate(
                (Integer) row.getField("src_partition"),
                (Long) row.getField("src_offset"),
                (Integer) row.getField("src_index"));
    }
}
