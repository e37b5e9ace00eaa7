package io.tickhouse.tools;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that every command shares: which local stack is meant. */
public final class Workspace {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description =
                    "State directory of the local stack (env TICKHOUSE_HOME, default"
                            + " ${DEFAULT-VALUE}).",
            defaultValue = "${env:TICKHOUSE_HOME:-.tickhouse}")
    private Path home;

    /** State directory of the local stack, absolute. */
    public Path home() {
        return home.toAbsolutePath().normalize();
    }

    /** The checkout this command was built in. */
    public Path projectRoot() {
        return Path.of(System.getProperty("tickhouse.root", ".")).toAbsolutePath().normalize();
    }

    /** What the stack was started with; the standard ports where none was started. */
    public Endpoints endpoints() {
        Path file = stackFile();
        if (!Files.exists(file)) {
            return Endpoints.onLoopback(0);
        }
        try {
            return JSON.readValue(file.toFile(), Endpoints.class);
        } catch (IOException e) {
            throw UserError.failed(
                    "Cannot read " + file + ": remove it with ./tickhouse clear and start again.",
                    e);
        }
    }

    /** Remembers the endpoints for the commands that follow. */
    void remember(Endpoints endpoints) throws IOException {
        Files.createDirectories(home());
        JSON.writerWithDefaultPrettyPrinter().writeValue(stackFile().toFile(), endpoints);
    }

    private Path stackFile() {
        return home().resolve("stack.json");
    }
}
