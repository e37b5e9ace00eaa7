package io.tickhouse.tools.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a user sees of one command line: the exit code and both outputs. */
public record CommandRun(int exitCode, String out, String err) {

    /** Runs the command line as the program does. */
    public static CommandRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }
}
