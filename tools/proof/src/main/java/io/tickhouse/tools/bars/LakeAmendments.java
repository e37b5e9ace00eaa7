package io.tickhouse.tools.bars;

import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import io.tickhouse.oracle.BarOracle.Amendment;
import io.tickhouse.oracle.BarOracle.Corrected;
import io.tickhouse.tools.audit.Coordinate;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;

/** The corrections and cancels of the lake, as the oracle takes them. They are few. */
final class LakeAmendments {

    private static final List<String> KEYS =
            List.of("T", "S", "x", "oi", "op", "os", "ci", "cp", "cs", "cc", "i", "p", "s");

    /**
     * One of them.
     *
     * @param tradeMicros when its trade was; if that is unknown, when it came
     */
    record Timed(Coordinate source, long tradeMicros, Amendment amendment) {}

    private final Map<String, String> names = new HashMap<>();
    private final Map<String, List<Timed>> bySymbol = new HashMap<>();
    private final Map<String, Long> leftOut = new TreeMap<>();

    LakeAmendments(LakeTable table, Ledgers ledgers) {
        KEYS.forEach(key -> names.put(key, table.column(Kind.CORRECTION, key)));
        List<String> columns = new ArrayList<>(names.values());
        columns.addAll(List.of("event_time", "src_partition", "src_offset", "src_index"));
        table.read(columns, Expressions.alwaysTrue(), row -> take(row, ledgers));
        bySymbol.values().forEach(list -> list.sort(Comparator.comparing(Timed::source)));
    }

    private void take(Record row, Ledgers ledgers) {
        Coordinate source = LakeTrades.source(row);
        String why = ledgers.whyWithoutEffect(source);
        if (why != null) {
            leftOut.merge(why, 1L, Long::sum);
            return;
        }
        Long tradeMicros = ledgers.changedMicros(source);
        Amendment amendment = amendment(row);
        bySymbol.computeIfAbsent(amendment.symbol(), unused -> new ArrayList<>())
                .add(
                        new Timed(
                                source,
                                tradeMicros == null
                                        ? LakeTable.micros(row, "event_time")
                                        : tradeMicros,
                                amendment));
    }

    private Amendment amendment(Record row) {
        String symbol = text(row, "S");
        if (!"c".equals(text(row, "T"))) {
            return new Amendment(
                    symbol,
                    text(row, "x"),
                    number(row, "i"),
                    decimal(row, "p"),
                    decimal(row, "s"),
                    null);
        }
        long original = number(row, "oi");
        Object conditions = row.getField(names.get("cc"));
        return new Amendment(
                symbol,
                text(row, "x"),
                original,
                decimal(row, "op"),
                decimal(row, "os"),
                new Corrected(
                        row.getField(names.get("ci")) == null ? original : number(row, "ci"),
                        decimal(row, "cp"),
                        decimal(row, "cs"),
                        conditions == null
                                ? List.of()
                                : ((List<?>) conditions).stream().map(Object::toString).toList()));
    }

    private String text(Record row, String key) {
        Object value = row.getField(names.get(key));
        return value == null ? null : value.toString();
    }

    private long number(Record row, String key) {
        Object value = row.getField(names.get(key));
        return value == null ? Message.ABSENT : (Long) value;
    }

    private BigDecimal decimal(Record row, String key) {
        Object value = row.getField(names.get(key));
        return value == null ? null : BigDecimal.valueOf((Double) value);
    }

    /** Those about trades of a symbol between two times, in the order in which they came. */
    List<Amendment> of(String symbol, Moments moments) {
        return timed(symbol, moments).stream().map(Timed::amendment).toList();
    }

    /** The same, with their sources. */
    List<Timed> timed(String symbol, Moments moments) {
        return bySymbol.getOrDefault(symbol, List.of()).stream()
                .filter(each -> moments.contain(each.tradeMicros()))
                .toList();
    }

    /** How many were left out, by the reason. */
    Map<String, Long> leftOut() {
        return leftOut;
    }
}
