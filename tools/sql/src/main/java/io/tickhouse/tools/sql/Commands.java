package io.tickhouse.tools.sql;

import io.tickhouse.tools.UserError;
import java.util.List;
import java.util.Map;

/** The procedures of Spark that are no procedures here, but commands. */
final class Commands {

    private static final Map<String, String> OF_PROCEDURES =
            Map.of(
                    "rewrite_data_files", "compact",
                    "rollback_to_snapshot", "rollback",
                    "rollback_to_timestamp", "rollback");

    private Commands() {}

    /**
     * Names the command for a procedure.
     *
     * @param call the tokens of the statement
     * @throws UserError if there is one
     */
    static void refuse(List<Token> call) {
        String procedure = "";
        for (int i = 1; i < call.size() && !call.get(i).isSymbol("("); i++) {
            procedure = call.get(i).value();
        }
        String command = OF_PROCEDURES.get(procedure);
        if (command != null) {
            throw UserError.badUsage(
                    "%s is a command here: ./tickhouse lake %s --help tells how."
                            .formatted(procedure, command));
        }
    }
}
