package io.tickhouse.connectors.alpaca;

import io.tickhouse.connectors.Refusal;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * Where the keys are; they are read on the machine that opens the connection.
 *
 * @param file path of a properties file, null for the environment
 */
public record CredentialsOrigin(String file) implements Serializable {

    private static final long serialVersionUID = 1L;

    public static final CredentialsOrigin ENVIRONMENT = new CredentialsOrigin(null);

    /**
     * @throws Refusal if the keys are not there
     */
    Credentials load() {
        return file == null
                ? Credentials.fromEnvironment(System.getenv())
                : Credentials.fromFile(Path.of(file));
    }
}
