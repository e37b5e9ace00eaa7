package io.tickhouse.jobs.options;

import io.tickhouse.connectors.Refusal;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Reads the arguments of a job. */
public final class JobArguments {

    private JobArguments() {}

    /** The command line of a job whose options these are. */
    public static CommandLine commandLine(Object options) {
        return new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true);
    }

    /**
     * Fills in the options.
     *
     * @return whether they are to be used; otherwise only help was asked for, and it is printed
     * @throws Refusal if they are not valid
     */
    public static boolean read(CommandLine commandLine, PrintWriter out, String... args) {
        try {
            commandLine.parseArgs(args);
        } catch (ParameterException e) {
            throw new Refusal(
                    e.getMessage() + ". See " + commandLine.getCommandName() + " --help.");
        }
        if (commandLine.isUsageHelpRequested()) {
            commandLine.usage(out);
            return false;
        }
        return true;
    }
}
