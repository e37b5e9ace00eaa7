package io.tickhouse.connectors.alpaca;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.alpaca.wire.Credentials;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * Where to find the keys; they are read on the machine that opens the connection.
 *
 * @param file path of a properties file, null for the environment
 * @param keyName variable, or property in the file, that holds the key
 * @param secretName variable, or property in the file, that holds the secret
 */
public record CredentialsOrigin(String file, String keyName, String secretName)
        implements Serializable {

    private static final long serialVersionUID = 1L;

    /**
     * @throws Refusal if the keys are not found
     */
    Credentials load() {
        return file == null
                ? Credentials.fromEnvironment(System.getenv(), keyName, secretName)
                : Credentials.fromFile(Path.of(file), keyName, secretName);
    }

    /**
     * Checks that the keys can be found on this machine.
     *
     * @throws Refusal if they cannot
     */
    public void check() {
        load();
    }
}
