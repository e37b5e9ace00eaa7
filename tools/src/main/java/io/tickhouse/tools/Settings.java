package io.tickhouse.tools;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Properties of a client from the three places where a user can put them: a file, which other users
 * of the machine need not be able to read, an environment variable, and arguments, which everyone
 * sees. What comes later in this list wins.
 */
public final class Settings {

    /** A comma that ends a value: outside of quotes, and the next name comes after it. */
    private static final Pattern NEXT_PAIR = Pattern.compile("\\s*[\\w.-]+\\s*=.*", Pattern.DOTALL);

    private Settings() {}

    /**
     * All of them.
     *
     * @param fileOption the option that named the file, for the message
     * @param file in the form of {@code java.util.Properties}, or null
     * @param variable name of the environment variable
     * @param arguments from the command line
     * @throws UserError if the file cannot be read, or the variable holds no pairs
     */
    public static Map<String, String> of(
            String fileOption, Path file, String variable, Map<String, String> arguments) {
        return of(fileOption, file, variable, arguments, System::getenv);
    }

    /** The same with an environment of the caller's. */
    public static Map<String, String> of(
            String fileOption,
            Path file,
            String variable,
            Map<String, String> arguments,
            UnaryOperator<String> environment) {
        Map<String, String> all = new LinkedHashMap<>();
        if (file != null) {
            all.putAll(read(fileOption, file));
        }
        String text = environment.apply(variable);
        if (text != null && !text.isBlank()) {
            all.putAll(pairs(variable, text));
        }
        all.putAll(arguments);
        return all;
    }

    private static Map<String, String> read(String option, Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw UserError.badUsage(
                    option
                            + " cannot read "
                            + file
                            + " ("
                            + e.getClass().getSimpleName()
                            + "): name a file of lines KEY=VALUE.");
        }
        Map<String, String> all = new LinkedHashMap<>();
        properties.stringPropertyNames().stream()
                .sorted()
                .forEach(key -> all.put(key, properties.getProperty(key)));
        return all;
    }

    /**
     * {@code KEY=VALUE[,KEY=VALUE...]}, or one pair a line. A comma belongs to the value where it
     * stands in double quotes, as in the passwords of JAAS, or no other name follows it, as in a
     * list of addresses.
     */
    static Map<String, String> pairs(String variable, String text) {
        Map<String, String> all = new LinkedHashMap<>();
        int start = 0;
        boolean quoted = false;
        for (int at = 0; at <= text.length(); at++) {
            boolean end = at == text.length();
            char c = end ? '\n' : text.charAt(at);
            if (c == '"' && (at == 0 || text.charAt(at - 1) != '\\')) {
                quoted = !quoted;
            }
            if (end || c == '\n' || (c == ',' && !quoted && nextPair(text, at + 1))) {
                put(all, variable, text.substring(start, at));
                start = at + 1;
                quoted = false;
            }
        }
        return all;
    }

    private static boolean nextPair(String text, int from) {
        Matcher next = NEXT_PAIR.matcher(text).region(from, text.length());
        return next.matches();
    }

    private static void put(Map<String, String> all, String variable, String pair) {
        if (pair.isBlank()) {
            return;
        }
        int equals = pair.indexOf('=');
        if (equals < 1 || pair.substring(0, equals).isBlank()) {
            throw UserError.badUsage(
                    "The variable " + variable + " must read KEY=VALUE[,KEY=VALUE...].");
        }
        all.put(pair.substring(0, equals).trim(), pair.substring(equals + 1).trim());
    }
}
