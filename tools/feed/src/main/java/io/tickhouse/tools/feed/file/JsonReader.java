package io.tickhouse.tools.feed.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.tickhouse.tools.UserError;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Reads a JSON file: lines of messages, or one document. Its first messages are read ahead, to
 * report on them and to reject a file that holds none.
 */
final class JsonReader implements Messages {

    private static final int SAMPLE = 1000;
    private static final int FIRST_ROWS = 3;
    static final String SHAPES =
            "lines such as"
                    + " {\"T\":\"t\",\"S\":\"AAPL\",\"p\":190.1,\"s\":100,\"t\":\"2026-03-02T14:30:00Z\"},"
                    + " arrays of such messages, or answers of Alpaca's history,"
                    + " {\"trades\":{\"AAPL\":[...]}} or {\"symbol\":\"AAPL\",\"bars\":[...]}";

    private final ElementReader messages;
    private final ArrayDeque<Element> sample = new ArrayDeque<>();
    private final Mapping mapping;

    private JsonReader(
            ReplayFile file, String layout, ElementReader messages, BooleanSupplier answers)
            throws IOException {
        this.messages = messages;
        Map<String, String> firstRows = new LinkedHashMap<>();
        boolean typed = false;
        long number = 0;
        while (sample.size() < SAMPLE) {
            Element element = messages.next();
            if (element == null) {
                break;
            }
            sample.add(element);
            typed |= element.kind() != null || isTyped(element);
            number++;
            if (firstRows.size() < FIRST_ROWS) {
                firstRows.put(
                        "message " + number, new String(element.json(), StandardCharsets.UTF_8));
            }
        }
        if (sample.isEmpty()) {
            throw UserError.failed(
                    "The file %s has no messages: expected are %s.".formatted(file.name(), SHAPES));
        }
        if (!typed) {
            throw UserError.failed(
                    "No message of %s has a type T (the first is %s): expected are %s."
                            .formatted(file.name(), shortened(firstRows.get("message 1")), SHAPES));
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("file", file.name() + ": " + file.written());
        facts.put(
                "layout",
                answers.getAsBoolean()
                        ? "answers of Alpaca's history; type and symbol are added"
                        : layout);
        this.mapping =
                new Mapping(facts, Map.of(), List.of(), List.of(), firstRows, Map.of(), false);
    }

    private static boolean isTyped(Element element) throws IOException {
        return new String(element.json(), StandardCharsets.UTF_8).contains("\"T\"");
    }

    /** Reads lines if the first line is a complete value, else one document. */
    static JsonReader open(ReplayFile file, FileOptions options, BadRows badRows)
            throws IOException {
        if (options.givenForCsv() != null) {
            throw UserError.badUsage(
                    "%s is for tables; %s is JSON and its messages go as they are."
                            .formatted(options.givenForCsv(), file.name()));
        }
        if (!file.charset().equals(StandardCharsets.UTF_8)) {
            throw UserError.failed(
                    "%s is %s: convert it to UTF-8 (iconv -f %2$s -t UTF-8)."
                            .formatted(file.name(), file.charset()));
        }
        ByteArrayOutputStream before = new ByteArrayOutputStream();
        boolean lines = isLines(file.content(), before);
        InputStream all =
                new SequenceInputStream(
                        new ByteArrayInputStream(before.toByteArray()), file.content());
        // Buffered, because it is read byte by byte.
        InputStream buffered = new BufferedInputStream(all);
        if (lines) {
            NdjsonReader reader = new NdjsonReader(buffered, options, badRows);
            return new JsonReader(
                    file, "lines of JSON, sent as they are", reader, reader::sawAnswer);
        }
        JsonDocument document = new JsonDocument(buffered, options, badRows);
        return new JsonReader(file, "messages in one document", document, document::sawAnswer);
    }

    /** Whether the first line that is not blank is a complete value. Reads up to its end. */
    private static boolean isLines(InputStream in, ByteArrayOutputStream read) throws IOException {
        int start = 0;
        while (read.size() <= NdjsonReader.LONGEST_LINE) {
            int b = in.read();
            if (b >= 0) {
                read.write(b);
            }
            if (b >= 0 && b != '\n') {
                continue;
            }
            byte[] bytes = read.toByteArray();
            String line = new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
            if (line.isBlank() && b >= 0) {
                start = bytes.length;
                continue;
            }
            return isWhole(line) || b < 0;
        }
        return false;
    }

    private static boolean isWhole(String line) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(line)) {
            JsonToken token = parser.nextToken();
            while (token != null) {
                token = parser.nextToken();
            }
            return true;
        } catch (JsonEOFException e) {
            return false;
        } catch (JsonProcessingException e) {
            return true; // a bad line among lines
        }
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }

    @Override
    public Mapping mapping() {
        return mapping;
    }

    @Override
    public List<String> newNotes() {
        return List.of();
    }

    @Override
    public Element next() throws IOException {
        return sample.isEmpty() ? messages.next() : sample.remove();
    }
}
