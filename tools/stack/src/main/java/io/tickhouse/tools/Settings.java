package io.tickhouse.tools;

import io.tickhouse.kafka.topics.PropertyList;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;

/**
 * Client properties from the three places where a user can put them: a file, an environment
 * variable and arguments. Other users of the machine need not be able to read the file, but
 * everyone sees arguments. Later places in this list win.
 */
public final class Settings {

    private Settings() {}

    /**
     * Properties from all three places.
     *
     * @param fileOption the option that named the file, for the message
     * @param file in the form of {@code java.util.Properties}, or null
     * @param variable name of the environment variable
     * @param arguments from the command line
     * @throws UserError if the file cannot be read, or the variable does not hold pairs
     */
    public static Map<String, String> of(
            String fileOption, Path file, String variable, Map<String, String> arguments) {
        return of(fileOption, file, variable, arguments, System::getenv);
    }

    /** The same with an environment from the caller. */
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
        try {
            all.putAll(PropertyList.parse(environment.apply(variable)));
        } catch (IllegalArgumentException e) {
            throw UserError.badUsage("The variable " + variable + " " + e.getMessage() + ".");
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
}
