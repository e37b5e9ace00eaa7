package io.tickhouse.tools.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A page of Markdown that grows from top to bottom. */
final class Markdown {

    private final List<String> lines = new ArrayList<>();

    /**
     * A column of a table.
     *
     * @param rule below its title, which also aligns it
     * @param cell what it shows of a row
     */
    record Column<T>(String title, String rule, Function<T, String> cell) {

        static <T> Column<T> text(String title, Function<T, String> cell) {
            return new Column<>(title, "---", cell);
        }

        static <T> Column<T> number(String title, Function<T, String> cell) {
            return new Column<>(title, "---:", cell);
        }
    }

    void heading(String title) {
        paragraph("## %s", title);
    }

    void paragraph(String format, Object... values) {
        lines.add(format(format, values));
        lines.add("");
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    final <T> void table(List<T> rows, Column<T>... columns) {
        List<Column<T>> all = List.of(columns);
        lines.add(row(" | ", all.stream().map(Column::title).toList()));
        lines.add(row("|", all.stream().map(Column::rule).toList()));
        for (T row : rows) {
            lines.add(row(" | ", all.stream().map(column -> column.cell().apply(row)).toList()));
        }
        lines.add("");
    }

    private static String row(String between, List<String> cells) {
        return cells.stream()
                .collect(
                        Collectors.joining(
                                between, between.stripLeading(), between.stripTrailing()));
    }

    /** A list; nothing if it has no items. */
    void list(List<String> items) {
        items.forEach(item -> lines.add("- " + item));
        if (!items.isEmpty()) {
            lines.add("");
        }
    }

    void add(List<String> other) {
        lines.addAll(other);
    }

    List<String> lines() {
        return lines;
    }

    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
