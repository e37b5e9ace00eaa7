package io.tickhouse.tools.feed.file;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The rows of a file with columns. Determines the separator, the names of the columns and the
 * layout. The first thousand rows are read ahead for inspection.
 */
final class Table {

    private static final int SAMPLE = 1000;
    private static final int LONGEST_CELL = 1 << 20;

    private final ReplayFile file;
    private final FileOptions options;
    private final char delimiter;
    private final CloseableIterator<CsvRecord> rows;
    private final ArrayDeque<CsvRecord> sample = new ArrayDeque<>();

    private List<String> names;
    private List<String> symbols;
    private Layout layout;

    /**
     * @throws UserError if it has no rows, or its columns cannot be determined
     */
    Table(ReplayFile file, FileOptions options) throws IOException {
        this.file = file;
        this.options = options;
        List<String> lines = file.firstText().lines().toList();
        // Excel's own notation for the column separator.
        boolean says =
                options.skipLines < lines.size()
                        && lines.get(options.skipLines).matches("(?i)\"?sep=.\"?");
        int skipped = options.skipLines + (says ? 1 : 0);
        List<String> table = lines.subList(Math.min(skipped, lines.size()), lines.size());
        this.delimiter =
                options.delimiter() != null
                        ? options.delimiter()
                        : says
                                ? lines.get(options.skipLines).replace("\"", "").charAt(4)
                                : Delimiter.of(table);
        if (delimiter == 0) {
            String first = table.stream().filter(line -> !line.isBlank()).findFirst().orElse("");
            throw UserError.badUsage(
                    "The first line of %s has one column only (%s): say what separates the columns"
                                    .formatted(file.name(), shortened(first))
                            + " with --delimiter, or pass over lines before the header with"
                            + " --skip-lines.");
        }
        this.rows = rows(skipped);
        readHead();
        while (sample.size() < SAMPLE) {
            CsvRecord row = read();
            if (row == null) {
                break;
            }
            sample.add(row);
        }
        if (sample.isEmpty()) {
            throw UserError.failed("The file %s has a header and no rows.".formatted(file.name()));
        }
    }

    private CloseableIterator<CsvRecord> rows(int skipped) {
        try {
            CsvReader<CsvRecord> csv =
                    CsvReader.builder()
                            .fieldSeparator(delimiter)
                            .trimWhitespacesAroundQuotes(delimiter != '\t' && delimiter != ' ')
                            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                            .maxBufferSize(LONGEST_CELL)
                            .ofCsvRecord(new InputStreamReader(file.content(), file.charset()));
            csv.skipLines(skipped);
            return csv.iterator();
        } catch (CsvParseException e) {
            throw UserError.badUsage(
                    "%s has fewer lines than --skip-lines %d passes over."
                            .formatted(file.name(), options.skipLines));
        }
    }

    char delimiter() {
        return delimiter;
    }

    Layout layout() {
        return layout;
    }

    /** The names of the columns. */
    List<String> names() {
        return names;
    }

    /** The symbol of each column if several symbols are side by side, or null. */
    List<String> symbols() {
        return symbols;
    }

    /** The first rows that {@link #next} has not returned yet. */
    Collection<CsvRecord> sample() {
        return sample;
    }

    /** The next row that is not blank, or null. */
    CsvRecord next() throws IOException {
        return sample.isEmpty() ? read() : sample.remove();
    }

    /** Reads a row. Broken quotes lose the position in the file, so they end it. */
    private CsvRecord read() throws IOException {
        try {
            while (rows.hasNext()) {
                CsvRecord row = rows.next();
                if (row.getFieldCount() > 1 || !row.getField(0).isBlank()) {
                    return row;
                }
            }
            return null;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (CsvParseException e) {
            Throwable cause = e.getCause();
            throw new IOException(
                    e.getMessage() + (cause == null ? "" : ": " + cause.getMessage()), e);
        }
    }

    private void readHead() throws IOException {
        CsvRecord first = read();
        if (first == null) {
            throw UserError.failed("The file %s is empty.".formatted(file.name()));
        }
        List<String> cells = cells(first);
        boolean values = cells.stream().anyMatch(Table::isValue);
        if (!options.columns.isEmpty()) {
            takeGivenNames(first, cells, values);
        } else if (options.noHeader || values) {
            sample.add(first);
            takeNamesOfLayout(cells);
        } else if (cells.size() > 1
                && (cells.get(0).equals("Price") || cells.get(0).equals("Ticker"))) {
            takeNamesAndSymbols(cells);
        } else {
            names = cells;
            layout = layoutOf(cells);
        }
    }

    private void takeGivenNames(CsvRecord first, List<String> cells, boolean values) {
        names = options.columns;
        layout = layoutOf(names);
        if (names.size() != cells.size()) {
            throw UserError.badUsage(
                    "--columns names %d columns, but the first line of %s has %d: %s."
                            .formatted(names.size(), file.name(), cells.size(), cells));
        }
        if (values && !options.noHeader) {
            throw UserError.badUsage(
                    "The first line of %s has values (%s) and not names for --columns to replace:"
                                    .formatted(file.name(), shortened(cells))
                            + " say --no-header.");
        }
        if (options.noHeader) {
            sample.add(first);
        }
    }

    private Layout layoutOf(List<String> header) {
        Layout found = Layout.ofHeader(header, options.layout());
        if (found == null && options.layout() != null) {
            throw UserError.badUsage(
                    "%s has the columns %s, but --format %s has %s: say --format csv, and --map where a"
                                    .formatted(
                                            file.name(),
                                            header,
                                            options.layout(),
                                            Layout.expected(options.layout()))
                            + " name is unusual.");
        }
        return found == null || "csv".equals(options.format()) ? Layout.byNames() : found;
    }

    private void takeNamesOfLayout(List<String> cells) {
        List<Layout.Headerless> known = Layout.ofRow(cells, options.layout());
        if (options.layout() != null && !known.isEmpty()) {
            layout = known.get(0).layout();
            names = known.get(0).names();
            return;
        }
        Set<String> formats = new LinkedHashSet<>();
        known.forEach(k -> formats.add("--format " + k.layout().format()));
        throw UserError.badUsage(
                "%s has no header, its first line has values (%s): say %s--no-header --columns with"
                                .formatted(
                                        file.name(),
                                        shortened(cells),
                                        formats.isEmpty()
                                                ? ""
                                                : String.join(" or ", formats) + ", or ")
                        + " the names of its %d columns.".formatted(cells.size()));
    }

    /**
     * Header of yfinance: a line of values and one of symbols, in either order, and one of the
     * index.
     */
    private void takeNamesAndSymbols(List<String> first) throws IOException {
        CsvRecord next = read();
        List<String> second = next == null ? List.of() : cells(next);
        boolean pricesFirst = first.get(0).equals("Price");
        if (second.size() != first.size()
                || !second.get(0).equals(pricesFirst ? "Ticker" : "Price")) {
            names = first;
            layout = layoutOf(first);
            if (next != null) {
                sample.add(next);
            }
            return;
        }
        names = new ArrayList<>(pricesFirst ? first : second);
        symbols = pricesFirst ? second : first;
        layout = Layout.YFINANCE_DOWNLOAD;
        names.set(0, "Date");
        CsvRecord index = read();
        if (index != null && isValue(index.getField(0).strip())) {
            sample.add(index);
        } else if (index != null) {
            names.set(0, index.getField(0).strip());
        }
    }

    /** Whether the cell is a number or a time; a name is neither. */
    private static boolean isValue(String cell) {
        return !cell.isEmpty()
                && (Numbers.looksLike(cell)
                        || new Times(null, null, null, 1970, 2199, null).shape(cell)
                                != Times.Shape.NONE);
    }

    private static List<String> cells(CsvRecord row) {
        return row.getFields().stream().map(String::strip).toList();
    }

    private static String shortened(List<String> cells) {
        return shortened(String.join(", ", cells));
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }
}
