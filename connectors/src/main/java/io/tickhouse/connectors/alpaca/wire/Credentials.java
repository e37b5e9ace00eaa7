package io.tickhouse.connectors.alpaca.wire;

import io.tickhouse.connectors.Refusal;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;

/**
 * A key and its secret. They come from the environment or from a file, never from an option:
 * options appear in logs, checkpoints and the job's web page. For the same reason they are not
 * serializable; jobs ship a {@code CredentialsOrigin} instead.
 */
public final class Credentials {

    /** The names that Alpaca's own clients read. */
    public static final String KEY = "APCA_API_KEY_ID";

    public static final String SECRET = "APCA_API_SECRET_KEY";

    private final String key;
    private final String secret;

    /** For tests and for the two factories below. */
    public Credentials(String key, String secret) {
        this.key = key;
        this.secret = secret;
    }

    /**
     * Reads two variables of the environment.
     *
     * @throws Refusal if one of them is missing
     */
    public static Credentials fromEnvironment(
            Map<String, String> environment, String keyName, String secretName) {
        return of(
                environment::get,
                keyName,
                secretName,
                "the environment of the TaskManager",
                " and restart it");
    }

    /**
     * Reads a properties file with two keys.
     *
     * @throws Refusal if it cannot be read or one of the two is missing
     */
    public static Credentials fromFile(Path file, String keyName, String secretName) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            // The message of a malformed file may quote it, so only its class is named.
            throw new Refusal(
                    "Cannot read the file with the Alpaca keys, "
                            + file
                            + " ("
                            + e.getClass().getSimpleName()
                            + "): it needs the lines "
                            + keyName
                            + "=... and "
                            + secretName
                            + "=...");
        }
        return of(properties::getProperty, keyName, secretName, "the file " + file, "");
    }

    private static Credentials of(
            UnaryOperator<String> values,
            String keyName,
            String secretName,
            String where,
            String afterwards) {
        String key = values.apply(keyName);
        String secret = values.apply(secretName);
        if (key == null || key.isBlank() || secret == null || secret.isBlank()) {
            String missing = key == null || key.isBlank() ? keyName : secretName;
            throw new Refusal(
                    missing
                            + " is not set in "
                            + where
                            + ": set "
                            + keyName
                            + " and "
                            + secretName
                            + " from the Alpaca dashboard"
                            + afterwards
                            + ".");
        }
        return new Credentials(key.strip(), secret.strip());
    }

    public String key() {
        return key;
    }

    public String secret() {
        return secret;
    }

    /** The text with both values removed, in case a server has sent them back. */
    public String redact(String text) {
        if (text == null) {
            return "";
        }
        return text.replace(secret, "***").replace(key, "***");
    }

    @Override
    public String toString() {
        return "Credentials[hidden]";
    }
}
