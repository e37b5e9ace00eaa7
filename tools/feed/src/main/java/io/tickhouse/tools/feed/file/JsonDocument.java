package io.tickhouse.tools.feed.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.tickhouse.model.Kind;
import io.tickhouse.tools.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads JSON that spans lines: messages, arrays of messages, and answers of Alpaca's history.
 * Messages of such an answer get the type and symbol that the feed would send. Values are kept,
 * whitespace between them is not. The document is read as a stream, message by message.
 */
final class JsonDocument implements ElementReader {

    private static final int MOST_BEFORE_SYMBOL = 100_000; // ten pages of Alpaca's history
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    /** What encloses the next token. */
    private enum Place {
        TOP,
        ARRAY,
        OBJECT,
        SYMBOLS,
        LIST
    }

    /** A message as found in the document. */
    private record Found(String fields, String symbol, String section, long timeNs, String type) {}

    private final JsonFactory json = new JsonFactory();
    private final JsonParser parser;
    private final FileOptions options;
    private final BadRows badRows;
    private final ArrayDeque<Place> places = new ArrayDeque<>();
    private final ArrayDeque<Found> ready = new ArrayDeque<>();
    private final List<Found> unnamed = new ArrayList<>();

    // The current object, without an answer's list of messages.
    private String section;
    private String symbol;
    private String answerSymbol;
    private boolean answer;
    private boolean sawAnswer;
    private ByteArrayOutputStream other;
    private JsonGenerator otherFields;

    JsonDocument(InputStream in, FileOptions options, BadRows badRows) throws IOException {
        this.parser = json.createParser(in);
        this.options = options;
        this.badRows = badRows;
        places.push(Place.TOP);
    }

    /** Whether the document contained an answer of the history. */
    boolean sawAnswer() {
        return sawAnswer;
    }

    /** The parser's message, without hints for programmers. */
    static String why(JsonProcessingException e) {
        return e.getOriginalMessage().replaceFirst("(?s): enable .*", "");
    }

    static boolean isSection(String key) {
        return key.equals("trades") || key.equals("quotes") || key.equals("bars");
    }

    @Override
    public Element next() throws IOException {
        try {
            // The next bar tells whether a bar is daily, so one message is read ahead.
            while (ready.size() < 2 && step()) {}
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "line %d is not JSON: %s".formatted(e.getLocation().getLineNr(), why(e)), e);
        }
        return ready.isEmpty() ? null : element(ready.remove());
    }

    /** Takes one token or one message; false at the end. */
    private boolean step() throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            return false;
        }
        switch (places.peek()) {
            case TOP, ARRAY -> value(token);
            case OBJECT -> field(token);
            case SYMBOLS -> symbolOf(token);
            case LIST -> listed(token);
        }
        return true;
    }

    private void value(JsonToken token) throws IOException {
        switch (token) {
            case START_ARRAY -> {
                if (places.peek() == Place.ARRAY) {
                    report("an array within an array is not a message");
                    parser.skipChildren();
                } else {
                    places.push(Place.ARRAY);
                }
            }
            case END_ARRAY -> places.pop();
            case START_OBJECT -> {
                places.push(Place.OBJECT);
                answer = false;
                answerSymbol = options.symbol;
                other = new ByteArrayOutputStream();
                otherFields = json.createGenerator(other);
                otherFields.writeStartObject();
            }
            default -> report("not a message: " + parser.getText());
        }
    }

    private void field(JsonToken token) throws IOException {
        if (token == JsonToken.END_OBJECT) {
            places.pop();
            otherFields.writeEndObject();
            otherFields.close();
            if (answer) {
                nameUnnamed();
            } else {
                ready.add(found(other.toString(StandardCharsets.UTF_8), null, null));
            }
            return;
        }
        String key = parser.currentName();
        JsonToken value = parser.nextToken();
        if (isSection(key) && (value.isStructStart() || value == JsonToken.VALUE_NULL)) {
            answer = true;
            sawAnswer = true;
            section = key;
            symbol = answerSymbol;
            if (value == JsonToken.START_OBJECT) {
                places.push(Place.SYMBOLS);
            } else if (value == JsonToken.START_ARRAY) {
                places.push(Place.LIST);
            }
            return;
        }
        if (key.equals("symbol") && value == JsonToken.VALUE_STRING && options.symbol == null) {
            answerSymbol = parser.getText();
        }
        otherFields.writeFieldName(key);
        otherFields.copyCurrentStructureExact(parser);
    }

    /** A list of messages for a symbol, or its latest message alone. */
    private void symbolOf(JsonToken token) throws IOException {
        if (token == JsonToken.END_OBJECT) {
            places.pop();
            return;
        }
        symbol = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value == JsonToken.START_ARRAY) {
            places.push(Place.LIST);
        } else if (value == JsonToken.START_OBJECT) {
            add();
        } else if (value != JsonToken.VALUE_NULL) {
            report("%s of %s is not a list of messages".formatted(section, symbol));
        }
    }

    private void listed(JsonToken token) throws IOException {
        if (token == JsonToken.END_ARRAY) {
            places.pop();
        } else if (token == JsonToken.START_OBJECT) {
            add();
        } else {
            report("not a message: " + parser.getText());
            parser.skipChildren();
        }
    }

    private void add() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = json.createGenerator(bytes)) {
            out.copyCurrentStructureExact(parser);
        }
        Found found = found(bytes.toString(StandardCharsets.UTF_8), symbol, section);
        if (found.symbol != null) {
            ready.add(found);
        } else if (unnamed.size() < MOST_BEFORE_SYMBOL) {
            unnamed.add(found);
        } else {
            throw UserError.badUsage(
                    "The answer names its symbol behind its %s, which are too many to keep: say it with --symbol."
                            .formatted(section));
        }
    }

    private void nameUnnamed() {
        if (!unnamed.isEmpty() && answerSymbol == null) {
            throw UserError.badUsage(
                    "The answer has %s of a symbol that it does not name: say it with --symbol."
                            .formatted(unnamed.get(0).section));
        }
        for (Found found : unnamed) {
            ready.add(
                    new Found(found.fields, answerSymbol, found.section, found.timeNs, found.type));
        }
        unnamed.clear();
    }

    private void report(String reason) {
        badRows.report(parser.currentLocation().getLineNr(), reason);
    }

    /** Finds what pacing and partitioning need; the flatten job judges the rest. */
    private Found found(String fields, String ofSymbol, String ofSection) throws IOException {
        String name = ofSymbol;
        String type = null;
        long timeNs = -1;
        try (JsonParser message = json.createParser(fields)) {
            message.nextToken();
            while (message.nextToken() != JsonToken.END_OBJECT) {
                String key = message.currentName();
                JsonToken value = message.nextToken();
                if (value == JsonToken.VALUE_STRING && key.equals("S")) {
                    name = message.getText();
                } else if (value == JsonToken.VALUE_STRING && key.equals("T")) {
                    type = message.getText();
                } else if (value == JsonToken.VALUE_STRING && key.equals("t")) {
                    timeNs = time(message.getText());
                } else if (value == JsonToken.VALUE_NUMBER_INT && key.equals("t")) {
                    timeNs = millis(message.getText());
                }
                message.skipChildren();
            }
        }
        return new Found(fields, name, ofSection, timeNs, type);
    }

    private Element element(Found found) throws IOException {
        String type = found.type;
        String text = found.fields;
        if (found.section != null && type == null) {
            type = typeOf(found);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (JsonGenerator out = json.createGenerator(bytes)) {
                out.writeStartObject();
                out.writeStringField("T", type);
                out.writeStringField("S", found.symbol);
                out.writeEndObject();
            }
            String head = bytes.toString(StandardCharsets.UTF_8);
            boolean empty = text.equals("{}");
            text = head.substring(0, head.length() - 1) + (empty ? "" : ",") + text.substring(1);
        }
        return new Element(
                text.getBytes(StandardCharsets.UTF_8),
                found.symbol == null ? new byte[0] : found.symbol.getBytes(StandardCharsets.UTF_8),
                type == null ? null : Kind.ofType(type),
                found.timeNs);
    }

    /** Bars are daily if a bar and the next one both begin at midnight in New York or UTC. */
    private String typeOf(Found found) {
        if (!found.section.equals("bars")) {
            return found.section.equals("trades") ? "t" : "q";
        }
        if (options.bars() != 0) {
            return Character.toString(options.bars());
        }
        Found next = ready.peek();
        boolean daily =
                isMidnight(found.timeNs)
                        && (next == null
                                || !found.symbol.equals(next.symbol)
                                || isMidnight(next.timeNs));
        return daily ? "d" : "b";
    }

    private static boolean isMidnight(long timeNs) {
        Instant at = Instant.ofEpochSecond(0, timeNs);
        return at.atZone(NEW_YORK).toLocalTime().toNanoOfDay() == 0
                || at.atZone(ZoneOffset.UTC).toLocalTime().toNanoOfDay() == 0;
    }

    /** Nanoseconds of RFC 3339, or -1. */
    static long time(String text) {
        try {
            Instant at = DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
            return at.isBefore(Instant.EPOCH)
                    ? -1
                    : Math.addExact(
                            Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
        } catch (DateTimeParseException | ArithmeticException notATime) {
            return -1;
        }
    }

    /** Converts milliseconds to nanoseconds, or returns -1. */
    static long millis(String number) {
        try {
            long nanos = Math.multiplyExact(Long.parseLong(number), 1_000_000L);
            return Math.max(-1, nanos);
        } catch (NumberFormatException | ArithmeticException notATime) {
            return -1;
        }
    }
}
