package io.tickhouse.tools.care;

import io.tickhouse.tools.AlignedLines;
import io.tickhouse.tools.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows under a header, as aligned text or as objects of JSON. Numbers are at the right. */
final class Listing {

    private final List<String> names;
    private final List<List<?>> rows = new ArrayList<>();

    Listing(String... names) {
        this.names = List.of(names);
    }

    Listing row(Object... values) {
        if (values.length != names.size()) {
            throw new IllegalArgumentException(
                    "%d values for %d columns".formatted(values.length, names.size()));
        }
        List<Object> row = new ArrayList<>();
        for (Object value : values) {
            row.add(value);
        }
        rows.add(row);
        return this;
    }

    /** One map for each row, from the names of the columns. */
    List<Map<String, Object>> objects() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (List<?> row : rows) {
            Map<String, Object> object = new LinkedHashMap<>();
            for (int c = 0; c < names.size(); c++) {
                object.put(names.get(c), row.get(c));
            }
            all.add(object);
        }
        return all;
    }

    void print(PrintWriter out) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(names);
        rows.forEach(row -> cells.add(row.stream().map(Listing::cell).toList()));
        AlignedLines lines = new AlignedLines(cells, this::isNumber);
        cells.forEach(line -> out.println(lines.of(line)));
    }

    private boolean isNumber(int column) {
        return rows.stream().map(row -> row.get(column)).anyMatch(Number.class::isInstance);
    }

    /** Numbers have no separators here, because the long ones are ids. */
    private static String cell(Object value) {
        return value == null ? "-" : Printable.text(value.toString());
    }
}
