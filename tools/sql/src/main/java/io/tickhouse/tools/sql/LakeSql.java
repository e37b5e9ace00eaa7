package io.tickhouse.tools.sql;

import io.tickhouse.tools.UserError;
import io.tickhouse.tools.lake.SqlRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The program that {@code ./tickhouse lake sql} starts. Exit codes are those of the command: 0 ok,
 * 1 failed, 2 bad usage.
 */
public final class LakeSql {

    private LakeSql() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, false, Charset.defaultCharset());
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        String request = System.getenv(SqlRequest.VARIABLE);
        if (request == null) {
            err.println("Start this program with ./tickhouse lake sql.");
            System.exit(2);
        }
        // Threads of Flink and of the store's client outlive the work.
        System.exit(run(SqlRequest.of(request), out, err));
    }

    /** Runs what is asked for and returns the exit code. */
    static int run(SqlRequest request, PrintWriter out, PrintWriter err) {
        try {
            String statements = statements(request);
            // A mistake in the text is told before Flink starts.
            List<String> all = statements == null ? List.of() : Statements.of(statements);
            try (Session session = new Session(request)) {
                if (statements == null) {
                    Shell.run(session, request);
                }
                for (String statement : all) {
                    session.run(statement, out);
                    if (out.checkError()) {
                        return 0; // whoever read has enough
                    }
                }
            }
            return 0;
        } catch (UserError e) {
            err.println(request.hints(e.getMessage()));
            if (Boolean.getBoolean("tickhouse.debug") && e.getCause() != null) {
                e.getCause().printStackTrace(err);
            }
            return e.exitCode();
        } catch (IOException e) {
            err.println("The terminal cannot be used (" + e.getMessage() + "): give SQL with -e.");
            return 1;
        } finally {
            out.flush();
        }
    }

    private static String statements(SqlRequest request) {
        if (request.file() == null) {
            return request.statements();
        }
        try {
            return request.file().equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(request.file()));
        } catch (IOException e) {
            throw UserError.badUsage(
                    "-f cannot read "
                            + request.file()
                            + " ("
                            + e.getClass().getSimpleName()
                            + "): name a file with SQL, in UTF-8.");
        }
    }
}
