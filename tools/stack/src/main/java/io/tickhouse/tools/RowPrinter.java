package io.tickhouse.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.tickhouse.tools.ResultFormat.Column;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Prints rows one after the other. Values are texts, numbers, booleans, null, lists of such, and
 * maps with texts as keys.
 */
public abstract class RowPrinter {

    final List<Column> columns;
    final PrintWriter out;

    RowPrinter(List<Column> columns, PrintWriter out) {
        this.columns = columns;
        this.out = out;
    }

    /** Prints one row, or keeps it until others tell the widths of the columns. */
    public abstract void row(List<?> values);

    /** Prints what is left, and flushes. */
    public abstract void end();

    static final class Table extends RowPrinter {

        /** The first rows decide the widths, so a large result need not fit into memory. */
        private static final int MEASURED = 10_000;

        private final List<List<String>> kept = new ArrayList<>();
        private AlignedLines lines;
        private long rows;

        Table(List<Column> columns, PrintWriter out) {
            super(columns, out);
        }

        @Override
        public void row(List<?> values) {
            rows++;
            List<String> cells =
                    values.stream().map(RowPrinter::cell).map(Printable::text).toList();
            if (lines != null) {
                line(cells);
                return;
            }
            kept.add(cells);
            if (kept.size() == MEASURED) {
                printKept();
            }
        }

        @Override
        public void end() {
            if (lines == null) {
                printKept();
            }
            out.print("(" + rows + (rows == 1 ? " row)\n" : " rows)\n"));
            out.flush();
        }

        private void printKept() {
            List<String> header = columns.stream().map(Column::name).map(Printable::text).toList();
            List<List<String>> measured = new ArrayList<>(List.of(header));
            measured.addAll(kept);
            lines = new AlignedLines(measured, c -> columns.get(c).isNumber());
            line(header);
            out.print(lines.rule() + "\n");
            kept.forEach(this::line);
            kept.clear();
        }

        private void line(List<String> cells) {
            out.print(lines.of(cells) + "\n");
        }
    }

    static final class Csv extends RowPrinter {

        private final CsvWriter csv;

        Csv(List<Column> columns, PrintWriter out) {
            super(columns, out);
            csv = CsvWriter.builder().build(out);
            csv.writeRecord(columns.stream().map(Column::name).toList());
        }

        @Override
        public void row(List<?> values) {
            csv.writeRecord(values.stream().map(RowPrinter::text).toList());
        }

        @Override
        public void end() {
            try {
                csv.flush(); // closing it would close the output
            } catch (IOException e) {
                throw new UncheckedIOException(e); // a PrintWriter does not fail
            }
        }
    }

    static final class Json extends RowPrinter {

        private static final ObjectMapper MAPPER = new ObjectMapper();

        private boolean some;

        Json(List<Column> columns, PrintWriter out) {
            super(columns, out);
            out.print("[ ");
        }

        @Override
        public void row(List<?> values) {
            Map<String, Object> object = new LinkedHashMap<>();
            for (int c = 0; c < columns.size(); c++) {
                object.put(columns.get(c).name(), values.get(c));
            }
            try {
                String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(object);
                out.print((some ? ", " : "") + Printable.json(text));
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e); // only numbers, strings, lists and maps of them
            }
            some = true;
        }

        @Override
        public void end() {
            out.print((some ? " ]" : "]") + "\n");
            out.flush();
        }
    }

    /** For people, who do not see a blank at the edge of a text: Alpaca has the condition " ". */
    private static String cell(Object value) {
        if (value instanceof List<?> items) {
            return items.stream().map(RowPrinter::cell).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Map<?, ?> entries) {
            return entries.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + cell(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
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
