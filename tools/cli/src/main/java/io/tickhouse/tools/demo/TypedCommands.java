package io.tickhouse.tools.demo;

import io.tickhouse.tools.Shell;
import io.tickhouse.tools.Workspace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** Commands of this program. They run in this JVM, except for proofs after Ctrl-C. */
final class TypedCommands implements Commands {

    /** Commands of which a demo types subcommands. */
    private static final Set<String> NESTED = Set.of("topics", "pinot", "bars");

    private final CommandLine program;
    private final Workspace workspace;
    private final CtrlC ctrlC;

    TypedCommands(CommandLine program, Workspace workspace, CtrlC ctrlC) {
        this.program = program;
        this.workspace = workspace;
        this.ctrlC = ctrlC;
    }

    @Override
    public int run(String... words) {
        return program.execute(typed(words).toArray(String[]::new));
    }

    /**
     * After Ctrl-C the command runs in a process of its own: the JVM is shutting down then, and the
     * libraries have ended their threads.
     */
    @Override
    public int prove(String... words) throws IOException, InterruptedException {
        if (!ctrlC.wasPressed()) {
            return ctrlC.mayEnd(() -> run(words));
        }
        List<String> process = new ArrayList<>(typed(words));
        process.add(0, workspace.projectRoot().resolve("tickhouse").toString());
        ProcessBuilder builder = new ProcessBuilder(process).inheritIO();
        builder.environment().put("TICKHOUSE_BUILD", "never");
        return builder.start().waitFor();
    }

    @Override
    public String option() {
        return workspace.option();
    }

    /** Shows and returns the command as it must be typed to mean this stack. */
    private List<String> typed(String... words) {
        List<String> typed = new ArrayList<>(List.of(words));
        if (workspace.isNamed()) {
            typed.addAll(
                    NESTED.contains(words[0]) ? 2 : 1,
                    List.of("--home", workspace.home().toString()));
        }
        System.err.println(
                "$ ./tickhouse "
                        + typed.stream().map(Shell::quoted).collect(Collectors.joining(" ")));
        return typed;
    }
}
