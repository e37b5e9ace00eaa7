package io.tickhouse.tools.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickhouse.tools.StateFile;
import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * What a state directory was created with, fixed until it is cleared. Pinot and Kafka keep their
 * own addresses in their data, and the catalog's tables are all in one store.
 */
record Layout(int portOffset, ObjectStore objectStore) {

    private static final String FILE = "layout.json";
    static final int HIGHEST_OFFSET = 65_535 - 9_101;

    static final Layout STANDARD = new Layout(0, ObjectStore.S3PROXY);

    /** Whether a stack was started in this folder. */
    static boolean isIn(Path home) {
        return Files.exists(home.resolve(FILE));
    }

    /**
     * The recorded layout, or the standard one. A record that cannot be read must not keep services
     * running: where they are recorded is the same in every layout.
     */
    static Layout orStandard(Path home) {
        try {
            return recordedIn(home).orElse(STANDARD);
        } catch (UserError damaged) {
            return STANDARD;
        }
    }

    /**
     * The recorded layout, or empty if no stack was started in this folder.
     *
     * @throws UserError if the record cannot be read
     */
    static Optional<Layout> recordedIn(Path home) {
        Path file = home.resolve(FILE);
        if (!isIn(home)) {
            return Optional.empty();
        }
        try {
            var json = new ObjectMapper().readTree(file.toFile());
            return Optional.of(
                    new Layout(
                            json.required("portOffset").asInt(),
                            ObjectStore.valueOf(json.required("objectStore").asText())));
        } catch (IOException | IllegalArgumentException e) {
            throw UserError.failed(
                    "Cannot read " + file + ": remove the state with ./tickhouse clear.", e);
        }
    }

    /**
     * The layout to start with.
     *
     * @throws UserError if the options contradict the existing data
     */
    static Layout resolve(Path home, StackOptions options) {
        Optional<Layout> recorded = recordedIn(home);
        Layout base = recorded.orElse(STANDARD);
        Layout wanted =
                new Layout(
                        options.portOffset().orElse(base.portOffset),
                        options.objectStore().orElse(base.objectStore));
        int offset = wanted.portOffset;
        if (offset < 0 || offset > HIGHEST_OFFSET) {
            throw UserError.badUsage(
                    "--port-offset must be between 0 and "
                            + HIGHEST_OFFSET
                            + ", not "
                            + offset
                            + ".");
        }
        if (recorded.isPresent() && !wanted.equals(base)) {
            throw UserError.badUsage(
                    "The data in "
                            + home
                            + " was made with "
                            + base
                            + ": leave the option out, take another --home, or remove the data with"
                            + " ./tickhouse clear.");
        }
        return wanted;
    }

    void recordIn(Path home) throws IOException {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("portOffset", portOffset);
        json.put("objectStore", objectStore.name());
        StateFile.write(home.resolve(FILE), json);
    }

    /** As options of the command line. */
    @Override
    public String toString() {
        return "--port-offset "
                + portOffset
                + " --object-store "
                + objectStore.name().toLowerCase(Locale.ROOT);
    }
}
