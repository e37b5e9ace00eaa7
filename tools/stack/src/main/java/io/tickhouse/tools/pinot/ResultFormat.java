package io.tickhouse.tools.pinot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.tickhouse.pinot.QueryResult;
import io.tickhouse.pinot.QueryResult.Column;
import io.tickhouse.tools.Printable;
import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How {@code query} prints its rows. */
enum ResultFormat {
    /** Aligned columns for people. */
    TABLE {
        @Override
        String print(QueryResult result) {
            return table(result);
        }
    },
    /** RFC 4180, with a header. Cells are data for a program and stay as they are. */
    CSV {
        @Override
        String print(QueryResult result) {
            return csv(result);
        }
    },
    /** One array of objects. */
    JSON {
        @Override
        String print(QueryResult result) {
            return json(result);
        }
    };

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The format with this name, in lower case. */
    static ResultFormat named(String name) {
        for (ResultFormat format : values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(name)) {
                return format;
            }
        }
        throw UserError.badUsage("--format is one of table, csv and json, not " + name + ".");
    }

    /** Formats the result as text that ends with a line break. */
    abstract String print(QueryResult result);

    private static String table(QueryResult result) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(result.columns().stream().map(Column::name).map(Printable::text).toList());
        for (List<Object> row : result.rows()) {
            lines.add(row.stream().map(ResultFormat::cell).map(Printable::text).toList());
        }
        int[] widths = new int[result.columns().size()];
        for (List<String> line : lines) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], line.get(c).length());
            }
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            appendLine(out, lines.get(i), widths, result.columns());
            if (i == 0) {
                List<String> rule = new ArrayList<>();
                for (int width : widths) {
                    rule.add("-".repeat(width));
                }
                appendLine(out, rule, widths, result.columns());
            }
        }
        int rows = result.rows().size();
        return out.append('(').append(rows).append(rows == 1 ? " row)\n" : " rows)\n").toString();
    }

    private static void appendLine(
            StringBuilder out, List<String> cells, int[] widths, List<Column> columns) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            String cell = cells.get(c);
            String padding = " ".repeat(widths[c] - cell.length());
            line.append(c == 0 ? "" : "  ")
                    .append(isNumber(columns.get(c)) ? padding + cell : cell + padding);
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    private static boolean isNumber(Column column) {
        return switch (column.type()) {
            case "INT", "LONG", "FLOAT", "DOUBLE" -> true;
            default -> false;
        };
    }

    private static String csv(QueryResult result) {
        StringWriter out = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().build(out)) {
            csv.writeRecord(result.columns().stream().map(Column::name).toList());
            for (List<Object> row : result.rows()) {
                csv.writeRecord(row.stream().map(ResultFormat::text).toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter does not fail
        }
        return out.toString();
    }

    private static String json(QueryResult result) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (List<Object> row : result.rows()) {
            Map<String, Object> object = new LinkedHashMap<>();
            for (int c = 0; c < row.size(); c++) {
                object.put(result.columns().get(c).name(), row.get(c));
            }
            rows.add(object);
        }
        try {
            String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(rows);
            return Printable.json(text) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e); // only numbers, strings and lists of them
        }
    }

    /** For people, who do not see a blank at the edge of a text: Alpaca has the condition " ". */
    private static String cell(Object value) {
        if (value instanceof List<?> items) {
            return items.stream()
                    .map(ResultFormat::cell)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        String text = text(value);
        return text.equals(text.strip()) ? text : '"' + text + '"';
    }

    /** Formats doubles without an exponent: Pinot returns even sums of whole numbers as doubles. */
    private static String text(Object value) {
        if (value instanceof Double d && !d.isNaN() && !d.isInfinite()) {
            return BigDecimal.valueOf(d).stripTrailingZeros().toPlainString();
        }
        return String.valueOf(value);
    }
}
