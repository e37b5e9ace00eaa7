package io.tickhouse.tools.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.model.Bar;
import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.Flattener;
import io.tickhouse.model.Quote;
import io.tickhouse.model.Trade;
import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A table with a header, a message per row. An empty cell is a field that is not sent; a number is
 * written as it stands in the file. A row that the flatten rule would refuse is a bad line.
 */
final class CsvReader implements ElementReader {

    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    private static final Pattern MILLISECONDS = Pattern.compile("[1-9][0-9]{11,13}");
    private static final char NO_UTF8 = '\ufffd'; // what the decoder puts in its place

    private final CSVParser parser;
    private final Iterator<CSVRecord> rows;
    private final CsvColumns columns;
    private final BadLines badLines;
    private final ObjectMapper mapper = new ObjectMapper();
    private final Flattener flattener = new Flattener();
    private final JsonBuffer json = new JsonBuffer();
    private final Verdict verdict = new Verdict();

    /**
     * @param kind null to tell it from the header
     * @param map column name per field; empty to go by the usual names
     * @throws UserError when the header does not say what the columns are
     */
    CsvReader(InputStream in, Kind kind, Map<String, String> map, BadLines badLines)
            throws IOException {
        this.badLines = badLines;
        this.parser =
                CSVFormat.DEFAULT
                        .builder()
                        .setIgnoreEmptyLines(true)
                        .get()
                        .parse(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.rows = parser.iterator();
        CSVRecord header = nextRow();
        if (header == null) {
            throw UserError.failed("The file is empty: a CSV file begins with a header.");
        }
        this.columns =
                CsvColumns.find(
                        header.stream().map(cell -> cell.replace("\ufeff", "").trim()).toList(),
                        kind,
                        map);
    }

    @Override
    public Element next() throws IOException {
        for (CSVRecord row = nextRow(); row != null; row = nextRow()) {
            try {
                return element(row);
            } catch (BadCell e) {
                badLines.report(parser.getCurrentLineNumber(), e.getMessage());
            }
        }
        return null;
    }

    /** Broken quotes lose the place in the file, so they end it. */
    private CSVRecord nextRow() throws IOException {
        try {
            return rows.hasNext() ? rows.next() : null;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (IllegalStateException e) {
            throw new IOException(
                    "line " + parser.getCurrentLineNumber() + ": " + e.getMessage(), e);
        }
    }

    private Element element(CSVRecord row) throws BadCell {
        json.clear();
        json.append(JsonBuffer.ascii("[{\"T\":\"" + type() + "\""));
        byte[] symbol = {};
        long timeNs = -1;
        for (Map.Entry<String, Integer> column : columns.byField().entrySet()) {
            String field = column.getKey();
            String cell = cell(row, column.getValue());
            if (cell.isEmpty()) {
                continue;
            }
            json.append(JsonBuffer.ascii(",\"" + field + "\":"));
            switch (field) {
                case "S" -> {
                    symbol = cell.trim().getBytes(StandardCharsets.UTF_8);
                    appendText(cell.trim());
                }
                case "t" -> timeNs = appendTime(cell.trim());
                case "x", "z", "bx", "ax" -> appendText(cell.trim());
                case "c" -> {
                    if (columns.kind() == Kind.BARS) {
                        appendNumber(field, cell.trim());
                    } else {
                        appendConditions(cell);
                    }
                }
                default -> appendNumber(field, cell.trim());
            }
        }
        json.append(JsonBuffer.ascii("}]"));
        byte[] array = json.toBytes();
        verdict.refusal = null;
        flattener.flatten(array, 0, 0, verdict);
        if (verdict.refusal != null) {
            throw new BadCell(verdict.refusal);
        }
        return new Element(
                Arrays.copyOfRange(array, 1, array.length - 1), symbol, columns.kind(), timeNs);
    }

    private char type() {
        return switch (columns.kind()) {
            case TRADES -> 't';
            case QUOTES -> 'q';
            case BARS -> 'b';
        };
    }

    private static String cell(CSVRecord row, int column) throws BadCell {
        String cell = column < row.size() ? row.get(column) : "";
        if (cell.indexOf(NO_UTF8) >= 0) {
            throw new BadCell("not UTF-8");
        }
        return cell;
    }

    private void appendText(String text) {
        json.append('"');
        json.append(JsonStringEncoder.getInstance().quoteAsUTF8(text));
        json.append('"');
    }

    private void appendNumber(String field, String text) throws BadCell {
        if (!NUMBER.matcher(text).matches()) {
            throw new BadCell(field + " is no number: " + text);
        }
        json.append(JsonBuffer.ascii(text));
    }

    private long appendTime(String text) throws BadCell {
        long timeNs = EventTime.parse(text);
        if (timeNs < 0) {
            throw new BadCell("t is no time: " + text);
        }
        if (MILLISECONDS.matcher(text).matches()) {
            json.append(JsonBuffer.ascii(text));
        } else {
            json.append('"');
            json.appendTime(timeNs);
            json.append('"');
        }
        return timeNs;
    }

    /** A JSON array as it is; otherwise conditions with ; or | or a comma between. */
    private void appendConditions(String cell) throws BadCell {
        List<String> conditions = conditions(cell);
        json.append('[');
        for (int i = 0; i < conditions.size(); i++) {
            if (i > 0) {
                json.append(',');
            }
            appendText(conditions.get(i));
        }
        json.append(']');
    }

    private List<String> conditions(String cell) throws BadCell {
        if (!cell.startsWith("[")) {
            return List.of(cell.split("[;|,]", -1));
        }
        try {
            return List.of(mapper.readValue(cell, String[].class));
        } catch (JsonProcessingException | NullPointerException e) {
            throw new BadCell("c is no array of strings: " + cell);
        }
    }

    private static final class BadCell extends Exception {

        private static final long serialVersionUID = 1L;

        BadCell(String message) {
            super(message);
        }
    }

    private static final class Verdict implements Flattener.Output {

        private String refusal;

        @Override
        public void trade(Trade trade) {}

        @Override
        public void quote(Quote quote) {}

        @Override
        public void bar(Bar bar) {}

        @Override
        public void deadLetter(DeadLetter letter) {
            refusal = letter.detail;
        }
    }
}
