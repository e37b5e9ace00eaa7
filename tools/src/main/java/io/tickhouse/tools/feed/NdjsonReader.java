package io.tickhouse.tools.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Lines of JSON, each a message or an array of messages. A message's bytes go through as they are,
 * whatever it holds: what it is worth is for the flatten job to say.
 */
final class NdjsonReader implements ElementReader {

    private static final int LONGEST_LINE = 16 << 20;

    private final InputStream in;
    private final BadLines badLines;
    private final JsonFactory json = new JsonFactory();
    private final ArrayDeque<Element> ready = new ArrayDeque<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(4096);
    private long lineNumber;

    /** The stream should be buffered. */
    NdjsonReader(InputStream in, BadLines badLines) {
        this.in = in;
        this.badLines = badLines;
    }

    @Override
    public Element next() throws IOException {
        while (ready.isEmpty()) {
            if (!readLine()) {
                return null;
            }
            byte[] bytes = line.toByteArray();
            if (bytes.length > LONGEST_LINE) {
                badLines.report(lineNumber, "longer than " + LONGEST_LINE + " bytes");
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
                badLines.report(lineNumber, "neither a JSON object nor an array");
                return;
            }
            if (parser.nextToken() != null) {
                badLines.report(lineNumber, "more than one JSON value");
                return;
            }
        } catch (JsonProcessingException e) {
            badLines.report(lineNumber, "not JSON: " + e.getOriginalMessage());
            return;
        }
        ready.addAll(found);
    }

    private static Element element(JsonParser parser, byte[] bytes) throws IOException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        byte[] symbol = {};
        Kind kind = null;
        long timeNs = -1;
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                JsonToken value = parser.nextToken();
                boolean text = value == JsonToken.VALUE_STRING;
                if (text && key.equals("S")) {
                    symbol = parser.getText().getBytes(StandardCharsets.UTF_8);
                } else if (text && key.equals("T")) {
                    kind = kind(parser.getText());
                } else if (text && key.equals("t")) {
                    timeNs = EventTime.parse(parser.getText());
                } else if (value == JsonToken.VALUE_NUMBER_INT && key.equals("t")) {
                    timeNs = EventTime.ofMillis(parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
        } else {
            parser.skipChildren();
        }
        parser.finishToken();
        int end = (int) parser.currentLocation().getByteOffset();
        return new Element(Arrays.copyOfRange(bytes, start, end), symbol, kind, timeNs);
    }

    private static Kind kind(String type) {
        return switch (type) {
            case "t" -> Kind.TRADES;
            case "q" -> Kind.QUOTES;
            case "b", "d", "u", "T" -> Kind.BARS;
            default -> null;
        };
    }
}
