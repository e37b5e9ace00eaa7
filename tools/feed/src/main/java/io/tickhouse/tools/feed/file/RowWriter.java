package io.tickhouse.tools.feed.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.Flattener;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes a row as a message of the feed. Numbers keep the digits of the file and missing values are
 * left out. A row that the flatten rule would reject is a bad row.
 */
final class RowWriter {

    // Correction numbers of the tapes, in the words of Alpaca's history.
    private static final Map<String, String> CORRECTIONS =
            Map.of(
                    "1",
                    "incorrect",
                    "7",
                    "canceled",
                    "8",
                    "canceled",
                    "10",
                    "canceled",
                    "11",
                    "canceled",
                    "12",
                    "corrected");

    private final JsonFactory json = new JsonFactory();
    private final Flattener flattener = new Flattener();
    private final Verdict verdict = new Verdict();
    private final Layout layout;
    private final Numbers numbers;
    private final Consumer<String> notes;

    /**
     * @param notes takes what a user should know about how a cell is sent
     */
    RowWriter(Layout layout, Numbers numbers, Consumer<String> notes) {
        this.layout = layout;
        this.numbers = numbers;
        this.notes = notes;
    }

    /**
     * Writes a row.
     *
     * @param type of the message, in the feed's notation
     * @param symbol null if a column holds it
     */
    Element write(Row row, Columns columns, String type, String symbol, long timeNs)
            throws BadCell, IOException {
        Kind kind = columns.kind();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        String named = symbol;
        boolean priced = false;
        try (JsonGenerator out = json.createGenerator(bytes)) {
            out.writeStartArray();
            out.writeStartObject();
            out.writeStringField("T", type);
            if (symbol != null) {
                out.writeStringField("S", symbol);
            }
            for (Map.Entry<String, Integer> column : columns.byField().entrySet()) {
                String field = column.getKey();
                Object value = value(kind, field, row.cells().get(column.getValue()), row);
                if (value == null) {
                    continue;
                }
                out.writeFieldName(field);
                if (field.equals("S")) {
                    named = value.toString();
                }
                priced |= Columns.isPrice(kind, field);
                write(out, kind, field, value);
            }
            out.writeStringField("t", Instant.ofEpochSecond(0, timeNs).toString());
            out.writeEndObject();
            out.writeEndArray();
        }
        if (named == null) {
            throw new BadCell("S is empty");
        }
        if (!priced) {
            throw new BadCell("no price");
        }
        byte[] array = bytes.toByteArray();
        verdict.refusal = null;
        flattener.flatten(array, 0, 0, verdict);
        if (verdict.refusal != null) {
            throw new BadCell(verdict.refusal);
        }
        return new Element(
                Arrays.copyOfRange(array, 1, array.length - 1),
                named.getBytes(StandardCharsets.UTF_8),
                kind,
                timeNs);
    }

    private void write(JsonGenerator out, Kind kind, String field, Object value)
            throws BadCell, IOException {
        if (value instanceof List<?> texts) {
            out.writeStartArray();
            for (Object text : texts) {
                out.writeString(text.toString());
            }
            out.writeEndArray();
        } else if (Columns.isNumber(kind, field)) {
            out.writeRawValue(numbers.json(field, value.toString()));
        } else if (Columns.isWhole(kind, field)) {
            out.writeRawValue(whole(field, value.toString()));
        } else {
            out.writeString(value.toString());
        }
    }

    /** The value of a cell for its field: a text, a list of texts, or null for nothing. */
    private Object value(Kind kind, String field, String cell, Row row) throws BadCell {
        Layout.Code code = layout.code(field);
        if (code != null && !cell.isEmpty()) {
            // Conditions by position may begin with a blank.
            return code.read(field.equals("c") ? cell : cell.strip(), row);
        }
        String text = cell.strip();
        if (text.isEmpty()) {
            return null;
        }
        if (field.equals("S")) {
            return text; // NULL and NA are real symbols
        }
        if (Numbers.isMissing(text)) {
            notes.accept("null, nan and similar texts are left out, like empty cells");
            return null;
        }
        return switch (field) {
            case "c" -> kind == Kind.BAR ? text : Conditions.of(cell);
            case "u" -> correction(text);
            case "tks" -> taker(text);
            default -> text;
        };
    }

    /** Null if the trade was not corrected. */
    private static String correction(String text) throws BadCell {
        if (CORRECTIONS.containsValue(text)) {
            return text;
        }
        String number = text.replaceFirst("\\.0+$", "").replaceFirst("^0+(?=.)", "");
        String word = CORRECTIONS.get(number);
        if (word == null && !number.equals("0")) {
            throw new BadCell(
                    "u holds the correction %s, which is not one of 0, 1, 7, 8, 10, 11 and 12"
                            .formatted(text));
        }
        return word;
    }

    private static String taker(String text) throws BadCell {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "b", "buy" -> "B";
            case "s", "sell" -> "S";
            default -> throw new BadCell("tks is buy or sell, not " + text);
        };
    }

    private String whole(String field, String text) throws BadCell {
        String number = numbers.whole(field, text);
        if (!number.equals(text) && text.startsWith("0")) {
            notes.accept(
                    "%s is sent as a number, without zeros before it: %s as %s"
                            .formatted(field, text, number));
        }
        return number;
    }

    private static final class Verdict implements Flattener.Output {

        private String refusal;

        @Override
        public void row(Message message) {}

        @Override
        public void deadLetter(DeadLetter letter) {
            refusal = letter.detail;
        }
    }
}
