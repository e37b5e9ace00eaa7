package io.tickhouse.tools.bars;

import io.tickhouse.tools.ResultFormat;
import io.tickhouse.tools.ResultFormat.Column;
import io.tickhouse.tools.RowPrinter;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.iceberg.data.Record;

/** How rows of bars and windows are printed. */
final class RowTexts {

    private static final String HORIZON_COLUMN = "sma_trade_";
    private static final List<String> FIGURES =
            List.of("sma_trade", "sma_bar", "sma_time", "rv", "volume", "trades", "vwap");

    /** A value of a line and what stands above it. */
    private record Cell(Column column, Function<Record, Object> value) {}

    /** The lines that a row gives, all with the same columns. */
    private final List<List<Cell>> lines;

    private RowTexts(List<List<Cell>> lines) {
        this.lines = lines;
    }

    /** All columns as they are, for programs. */
    static RowTexts all(List<String> names) {
        return new RowTexts(
                List.of(
                        names.stream()
                                .map(name -> text(name, row -> plain(row.getField(name))))
                                .toList()));
    }

    /** What people look for in bars. */
    static RowTexts bars() {
        List<Cell> line = new ArrayList<>();
        line.add(text("start (New York)", row -> NewYork.minute(time(row, "window_start"))));
        for (String name : List.of("open", "high", "low", "close", "volume", "trades")) {
            line.add(number(name, name));
        }
        line.add(number("vwap", "vwap_all"));
        line.add(text("session", row -> row.getField("session")));
        addVersion(line, "complete");
        return new RowTexts(List.of(line));
    }

    /**
     * What people look for in windows: a line for each horizon.
     *
     * @param names of all columns
     */
    static RowTexts windows(List<String> names) {
        List<List<Cell>> lines = new ArrayList<>();
        for (String horizon : horizons(names)) {
            List<Cell> line = new ArrayList<>();
            line.add(text("as of (New York)", row -> NewYork.minute(time(row, "as_of"))));
            line.add(text("over", row -> horizon));
            for (String figure : FIGURES) {
                line.add(number(figure, figure + "_" + horizon));
            }
            addVersion(line, "complete_" + horizon);
            lines.add(line);
        }
        return new RowTexts(lines);
    }

    /** What the names of the columns of windows end with, as {@code 15m}. */
    static List<String> horizons(List<String> names) {
        return names.stream()
                .filter(name -> name.startsWith(HORIZON_COLUMN))
                .map(name -> name.substring(HORIZON_COLUMN.length()))
                .toList();
    }

    /**
     * @param complete the column that says whether trades are missing
     */
    private static void addVersion(List<Cell> line, String complete) {
        line.add(number("version", "version"));
        line.add(text("status", row -> status(row, complete)));
        line.add(text("cause", row -> row.getField("cause")));
        line.add(text("known at (New York)", row -> NewYork.second(time(row, "known_at"))));
    }

    private static String status(Record row, String complete) {
        boolean incomplete = Boolean.FALSE.equals(row.getField(complete));
        return row.getField("status") + (incomplete ? ", incomplete" : "");
    }

    private static Cell text(String name, Function<Record, Object> value) {
        return new Cell(new Column(name, false), value);
    }

    private static Cell number(String name, String column) {
        return new Cell(
                new Column(name, true),
                row -> {
                    Object value = row.getField(column);
                    return value == null ? "-" : plain(value);
                });
    }

    void print(List<Record> rows, ResultFormat format, PrintWriter out) {
        RowPrinter printer = format.printer(lines.get(0).stream().map(Cell::column).toList(), out);
        for (Record row : rows) {
            for (List<Cell> line : lines) {
                List<Object> values = new ArrayList<>(); // some are null
                line.forEach(cell -> values.add(cell.value().apply(row)));
                printer.row(values);
            }
        }
        printer.end();
    }

    private static Instant time(Record row, String column) {
        return ((OffsetDateTime) row.getField(column)).toInstant();
    }

    private static Object plain(Object value) {
        if (value instanceof BigDecimal number) {
            BigDecimal stripped = number.stripTrailingZeros();
            return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
        }
        if (value instanceof OffsetDateTime time) {
            return time.toInstant().toString();
        }
        return value == null || value instanceof Number || value instanceof Boolean
                ? value
                : value.toString();
    }
}
