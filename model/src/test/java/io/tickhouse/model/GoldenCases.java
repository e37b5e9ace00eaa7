package io.tickhouse.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The golden cases: what every engine must make of a raw record.
 *
 * <p>Each file under {@code golden} is an array of cases. A case has {@code name}, {@code
 * partition} and {@code offset}. It has {@code raw} as text, or {@code rawBase64} if it is not
 * text, or neither for a record without a value. Its {@code expect} is a list of rows ({@code
 * kind}, {@code json}) and dead letters ({@code reason}, {@code index}, and {@code bytes} unless
 * they are the record's). The default of {@code index} is the position in the list. This class
 * needs no more of Jackson than the model itself, so any module can load it.
 */
public final class GoldenCases {

    private static final List<String> FILES =
            List.of(
                    "record.json",
                    "element.json",
                    "type.json",
                    "time.json",
                    "text.json",
                    "limits.json",
                    "drift.json",
                    "feed.json",
                    "seeds.json",
                    "cases.json");

    private GoldenCases() {}

    /** All cases. */
    public static Stream<GoldenCase> all() {
        return Stream.concat(FILES.stream().flatMap(GoldenCases::in), ofKinds());
    }

    private static Stream<GoldenCase> ofKinds() {
        return Stream.of(Kind.values()).flatMap(GoldenCases::of);
    }

    /** The cases in the file of a kind, which is named after it. */
    static Stream<GoldenCase> of(Kind kind) {
        return in(Results.name(kind) + ".json");
    }

    private static Stream<GoldenCase> in(String file) {
        List<GoldenCase> cases = new ArrayList<>();
        try (InputStream in = GoldenCases.class.getResourceAsStream("/golden/" + file)) {
            if (in == null) {
                throw new IllegalStateException("golden/" + file + " is not on the classpath");
            }
            try (JsonParser parser = new JsonFactory().createParser(in)) {
                parser.nextToken();
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    cases.add(read(parser, file.replace(".json", ": ")));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("golden/" + file, e);
        }
        return cases.stream();
    }

    private static GoldenCase read(JsonParser parser, String prefix) throws IOException {
        String name = null;
        byte[] value = null;
        int partition = 0;
        long offset = 0;
        List<Map<String, String>> expect = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            switch (key) {
                case "name" -> name = prefix + parser.getText();
                case "raw" -> value = parser.getText().getBytes(StandardCharsets.UTF_8);
                case "rawBase64" -> value = Base64.getDecoder().decode(parser.getText());
                case "partition" -> partition = parser.getIntValue();
                case "offset" -> offset = parser.getLongValue();
                case "expect" -> {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        expect.add(readFlatObject(parser));
                    }
                }
                default -> throw new IllegalStateException(prefix + name + ": unknown key " + key);
            }
        }
        List<Result> results = new ArrayList<>();
        for (Map<String, String> one : expect) {
            String index = one.getOrDefault("index", String.valueOf(results.size()));
            String source = partition + "-" + offset + "-" + index;
            results.add(result(one, source, value == null ? new byte[0] : value));
        }
        return new GoldenCase(name, value, partition, offset, results);
    }

    private static Map<String, String> readFlatObject(JsonParser parser) throws IOException {
        Map<String, String> object = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            object.put(key, parser.getText());
        }
        return object;
    }

    private static Result result(Map<String, String> expected, String source, byte[] record) {
        String json = expected.get("json");
        if (json != null) {
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            return Result.row(expected.get("kind"), source, bytes);
        }
        String bytes = expected.get("bytes");
        return Result.dead(
                EnumSet.of(Reason.valueOf(expected.get("reason"))),
                source,
                bytes == null ? record : bytes.getBytes(StandardCharsets.UTF_8));
    }
}
