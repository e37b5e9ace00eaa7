package io.tickhouse.tools.stack;

import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills {@code ${name}} in a configuration file. Values are escaped by the rules of the format, so
 * a folder may have any name.
 */
final class Template {

    // Does not match ${sys:...} of log4j, which the service fills itself.
    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\$\\{([a-z0-9]+(?:\\.[a-z0-9]+)*)}");

    private Template() {}

    static void render(Path template, Map<String, String> values, Path target) throws IOException {
        Files.writeString(target, fill(template.toString(), Files.readString(template), values));
    }

    /**
     * The text with every placeholder replaced. An unknown name is an error that names it.
     *
     * @param origin name of the file, whose extension tells the format
     */
    static String fill(String origin, String text, Map<String, String> values) {
        UnaryOperator<String> escape = Escapes.of(origin);
        Matcher matcher = PLACEHOLDER.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            String value = values.get(matcher.group(1));
            if (value == null && !isComment(text, matcher.start())) {
                throw UserError.failed(
                        origin
                                + " names ${"
                                + matcher.group(1)
                                + "}, which is not one of "
                                + String.join(", ", values.keySet().stream().sorted().toList())
                                + ".");
            }
            matcher.appendReplacement(
                    filled,
                    Matcher.quoteReplacement(
                            value == null ? matcher.group() : escape.apply(value)));
        }
        return matcher.appendTail(filled).toString();
    }

    private static boolean isComment(String text, int at) {
        int lineStart = text.lastIndexOf('\n', at) + 1;
        return text.startsWith("#", lineStart);
    }
}
