package io.tickhouse.tools.stack;

import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes the local stack with its data. */
@Command(
        name = "clear",
        mixinStandardHelpOptions = true,
        description =
                "Stops the local stack and removes its state directory: topics, tables, segments,"
                        + " checkpoints and logs.",
        footer = {"%nExample:", "  ./tickhouse clear --yes"})
public final class ClearCommand implements Callable<Integer> {

    @Mixin private Workspace workspace;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Override
    public Integer call() throws IOException {
        LocalStack stack = LocalStack.of(workspace);
        if (!Files.exists(stack.home())) {
            System.out.println("There is nothing in " + stack.home());
            return 0;
        }
        if (!yes && !confirmed(stack)) {
            System.err.println("Nothing was removed.");
            return 1;
        }
        stack.clear(Progress.toStandardError());
        System.out.println("Removed " + stack.home());
        return 0;
    }

    private static boolean confirmed(LocalStack stack) throws IOException {
        System.err.printf("Remove all data in %s? [y/N] ", stack.home());
        // Not closed: standard input belongs to the process.
        String answer =
                new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()))
                        .readLine();
        if (answer == null) {
            throw UserError.badUsage(
                    "This removes all data in "
                            + stack.home()
                            + ": confirm with --yes, since there is no terminal to ask.");
        }
        return answer.strip().equalsIgnoreCase("y");
    }
}
