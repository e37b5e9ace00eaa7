package io.tickhouse.tools.stack;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.function.UnaryOperator;

/** Escapes a value for a configuration file, by the rules of its format. */
final class Escapes {

    private static final String KEY = "k=";

    private Escapes() {}

    /** The rule for a file, chosen by the extension of its name. */
    static UnaryOperator<String> of(String file) {
        return switch (file.substring(file.lastIndexOf('.') + 1)) {
            case "properties", "conf", "cfg" -> Escapes::property;
            case "yaml" -> Escapes::quotedYaml;
            case "jvm" -> Escapes::quotedArgument;
            default ->
                    value -> {
                        throw new IllegalArgumentException(
                                "No rule how a value is written into " + file);
                    };
        };
    }

    /**
     * For {@link Properties}. Such files are not in UTF-8, so the library itself writes the value.
     */
    static String property(String value) {
        Properties properties = new Properties();
        properties.setProperty("k", value);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            properties.store(out, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // The line before it is a timestamp.
        return out.toString(StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> line.startsWith(KEY))
                .map(line -> line.substring(KEY.length()))
                .findFirst()
                .orElseThrow();
    }

    /** For a string in double quotes: YAML has the escapes of JSON there. */
    static String quotedYaml(String value) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(value));
    }

    /** For a string in double quotes in an argument file of the {@code java} launcher. */
    static String quotedArgument(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
