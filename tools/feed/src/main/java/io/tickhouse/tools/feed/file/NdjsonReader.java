package io.tickhouse.tools.feed.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.tickhouse.model.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Reads lines of JSON: each is a message, an array of messages, or an answer of Alpaca's history.
 * The bytes of a message are passed on unchanged, whatever they hold: the flatten job judges them.
 */
final class NdjsonReader implements ElementReader {

    static final int LONGEST_LINE = 16 << 20;

    private final InputStream in;
    private final FileOptions options;
    private final BadRows badRows;
    private final JsonFactory json = new JsonFactory();
    private final ArrayDeque<Element> ready = new ArrayDeque<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(4096);
    private long lineNumber;
    private boolean sawAnswer;

    /**
     * @param in should be buffered
     */
    NdjsonReader(InputStream in, FileOptions options, BadRows badRows) {
        this.in = in;
        this.options = options;
        this.badRows = badRows;
    }

    @Override
    public Element next() throws IOException {
        while (ready.isEmpty()) {
            if (!readLine()) {
                return null;
            }
            byte[] bytes = line.toByteArray();
            if (bytes.length > LONGEST_LINE) {
                badRows.report(lineNumber, "longer than " + LONGEST_LINE + " bytes");
            } else if (!isBlank(bytes)) {
                split(bytes);
            }
        }
        return ready.remove();
    }

    private boolean readLine() throws IOException {
        line.reset();
        lineNumber++;
        int b = in.read();
        boolean any = b >= 0;
        while (b >= 0 && b != '\n') {
            if (line.size() <= LONGEST_LINE) {
                line.write(b);
            }
            b = in.read();
        }
        return any;
    }

    private static boolean isBlank(byte[] bytes) {
        for (byte b : bytes) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    private void split(byte[] bytes) throws IOException {
        ArrayDeque<Element> found = new ArrayDeque<>();
        try (JsonParser parser = json.createParser(bytes)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT) {
                found.add(element(parser, bytes));
            } else if (first == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    found.add(element(parser, bytes));
                }
            } else {
                badRows.report(lineNumber, "neither a JSON object nor an array");
                return;
            }
            if (parser.nextToken() != null) {
                badRows.report(lineNumber, "more than one JSON value");
                return;
            }
        } catch (JsonProcessingException e) {
            badRows.report(lineNumber, "not JSON: " + JsonDocument.why(e));
            return;
        }
        if (found.size() == 1 && found.peek() == ANSWER) {
            addAnswer(bytes);
        } else {
            ready.addAll(found);
        }
    }

    // Marks a line that is an answer of the history, not a message.
    private static final Element ANSWER = new Element(new byte[0], new byte[0], null, -1);

    /** Whether a line was an answer of the history. */
    boolean sawAnswer() {
        return sawAnswer;
    }

    private void addAnswer(byte[] bytes) throws IOException {
        sawAnswer = true;
        long here = lineNumber;
        JsonDocument answer =
                new JsonDocument(
                        new ByteArrayInputStream(bytes),
                        options,
                        (line, reason) -> badRows.report(here, reason));
        for (Element element = answer.next(); element != null; element = answer.next()) {
            ready.add(element);
        }
    }

    private static Element element(JsonParser parser, byte[] bytes) throws IOException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        byte[] symbol = {};
        Kind kind = null;
        long timeNs = -1;
        boolean typed = false;
        boolean answer = false;
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                JsonToken value = parser.nextToken();
                boolean text = value == JsonToken.VALUE_STRING;
                typed |= key.equals("T");
                answer |= JsonDocument.isSection(key) && value != null && value.isStructStart();
                if (text && key.equals("S")) {
                    symbol = parser.getText().getBytes(StandardCharsets.UTF_8);
                } else if (text && key.equals("T")) {
                    kind = Kind.ofType(parser.getText());
                } else if (text && key.equals("t")) {
                    timeNs = JsonDocument.time(parser.getText());
                } else if (value == JsonToken.VALUE_NUMBER_INT && key.equals("t")) {
                    timeNs = JsonDocument.millis(parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
        } else {
            parser.skipChildren();
        }
        parser.finishToken();
        if (answer && !typed) {
            return ANSWER;
        }
        int end = (int) parser.currentLocation().getByteOffset();
        return new Element(Arrays.copyOfRange(bytes, start, end), symbol, kind, timeNs);
    }
}
