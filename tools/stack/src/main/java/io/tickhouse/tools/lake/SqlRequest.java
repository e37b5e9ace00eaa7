package io.tickhouse.tools.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.minio.lake.LakeSettings;
import io.tickhouse.tools.ResultFormat;
import io.tickhouse.tools.Workspace;
import java.nio.file.Path;

/**
 * What {@code lake sql} tells the program that runs it. It goes through the environment: it may
 * have keys, and every user of a machine can read arguments.
 *
 * @param catalog name of the catalog
 * @param statements to run, or null
 * @param file with statements, {@code -} for the standard input; null for the given ones or, if
 *     there are none, for those of the terminal
 * @param history file for what is typed
 * @param parallelism of each query
 * @param home state directory of the stack, if the command line names one
 */
public record SqlRequest(
        LakeSettings lake,
        String catalog,
        String statements,
        String file,
        ResultFormat format,
        String history,
        int parallelism,
        String home) {

    /** The variable with the request. */
    public static final String VARIABLE = "TICKHOUSE_SQL";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The request as the value of the variable. */
    String toText() {
        try {
            return MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // only texts and maps of them
        }
    }

    /** The request of that value. */
    public static SqlRequest of(String text) {
        try {
            return MAPPER.readValue(text, SqlRequest.class);
        } catch (JsonProcessingException e) {
            // Without the text, which may have keys.
            throw new IllegalStateException(VARIABLE + " has no request of ./tickhouse lake sql.");
        }
    }

    /** The message, in which the commands that it suggests mean the same stack. */
    public String hints(String message) {
        return home == null ? message : Workspace.at(Path.of(home)).hints(message);
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "SQL on the " + lake;
    }
}
