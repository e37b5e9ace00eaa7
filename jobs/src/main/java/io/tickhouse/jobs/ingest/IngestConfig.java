package io.tickhouse.jobs.ingest;

import io.tickhouse.connectors.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A file with the sections {@code alpaca}, {@code kafka} and {@code symbols}, which gives defaults
 * for the options. <code>${NAME}</code> stands for a variable of the environment. The keys are the
 * one exception: the file names their variables, and the names are passed on, not the values.
 */
final class IngestConfig implements IDefaultValueProvider {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
    private static final String IGNORED = "";
    private static final Map<String, String> OPTIONS =
            Map.ofEntries(
                    Map.entry("alpaca.key", IngestOptions.KEY_NAME),
                    Map.entry("alpaca.secret", IngestOptions.SECRET_NAME),
                    Map.entry("alpaca.ws_url", "--feed"),
                    Map.entry("alpaca.feed", "--feed"),
                    Map.entry("alpaca.history_url", "--history-url"),
                    Map.entry("alpaca.channels", "--channels"),
                    Map.entry("alpaca.credentials_file", "--credentials-file"),
                    Map.entry("alpaca.start", "--start"),
                    Map.entry("kafka.bootstrap_servers", "--kafka-brokers"),
                    Map.entry("kafka.topic", "--topic"),
                    // Here a frame of the feed is the batch.
                    Map.entry("kafka.batch_size", IGNORED),
                    Map.entry("symbols", "--symbols"));

    private final Path file;
    private final UnaryOperator<String> environment;
    private final Map<String, String> values = new HashMap<>();

    private IngestConfig(Path file, UnaryOperator<String> environment) {
        this.file = file;
        this.environment = environment;
    }

    /**
     * @throws Refusal if the file cannot be read, has unknown keys, or needs a variable that is not
     *     set
     */
    static IngestConfig read(Path file, UnaryOperator<String> environment) {
        IngestConfig config = new IngestConfig(file, environment);
        Object root;
        try {
            root =
                    new Load(LoadSettings.builder().setLabel(file.toString()).build())
                            .loadFromString(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new Refusal(
                    "The file "
                            + file
                            + " cannot be read ("
                            + e.getClass().getSimpleName()
                            + "): correct --config.");
        } catch (YamlEngineException e) {
            // The cause is left out: its message quotes the line, which may hold a key.
            throw new Refusal("The file " + file + " is not valid YAML: correct it.");
        }
        if (!(root instanceof Map<?, ?> sections)) {
            throw new Refusal(
                    "The file " + file + " has no sections alpaca, kafka and symbols: add them.");
        }
        config.add("", sections);
        return config;
    }

    private void add(String prefix, Map<?, ?> section) {
        section.forEach(
                (key, value) -> {
                    String name = prefix + key;
                    String option = OPTIONS.get(name);
                    if (option == null && value instanceof Map<?, ?> map && prefix.isEmpty()) {
                        add(name + ".", map);
                    } else if (option == null) {
                        throw new Refusal(
                                "The file "
                                        + file
                                        + " has the unknown key "
                                        + name
                                        + "; known keys are "
                                        + OPTIONS.keySet().stream()
                                                .sorted()
                                                .collect(Collectors.joining(", "))
                                        + ".");
                    } else if (value != null && !option.equals(IGNORED)) {
                        values.put(option, value(name, value));
                    }
                });
    }

    private String value(String name, Object value) {
        if (name.equals("alpaca.key") || name.equals("alpaca.secret")) {
            Matcher reference = VARIABLE.matcher(value.toString());
            if (!reference.matches()) {
                throw new Refusal(
                        "The file "
                                + file
                                + " holds "
                                + name
                                + " itself: put it in a variable and write its name, as in ${"
                                + (name.equals("alpaca.key")
                                        ? "APCA_API_KEY_ID"
                                        : "APCA_API_SECRET_KEY")
                                + "}.");
            }
            return reference.group(1);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(e -> resolve(e.toString())).collect(Collectors.joining(","));
        }
        return resolve(value.toString());
    }

    private String resolve(String text) {
        return VARIABLE.matcher(text)
                .replaceAll(
                        reference -> {
                            String value = environment.apply(reference.group(1));
                            if (value == null) {
                                throw new Refusal(
                                        "The file "
                                                + file
                                                + " needs the variable "
                                                + reference.group(1)
                                                + ", which is not set: set it, or write the value"
                                                + " itself.");
                            }
                            return Matcher.quoteReplacement(value);
                        });
    }

    @Override
    public String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option ? values.get(option.longestName()) : null;
    }
}
