package io.tickhouse.tools.demo;

import io.tickhouse.tools.Workspace;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code tickhouse demo}: runs the commands that a user would type, one after the other. A watch
 * restarts services that die in the meantime.
 */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Runs the whole pipeline on this machine: starts the stack, makes topics and"
                        + " tables, submits the flatten job, generates a market, shows its"
                        + " trades arrive, audits.",
        footer = {
            "",
            "Examples:",
            "  ./tickhouse demo",
            "  ./tickhouse demo --trades 200000 --corrupt 0.01 --exit",
            "  ./tickhouse demo --trades 200000 --with-streams --exit",
            "  ./tickhouse demo --analytics --trades 200000 --exit",
            "  ./tickhouse demo --source alpaca-emulator --trades 200000 --exit"
        })
public final class DemoCommand implements Callable<Integer> {

    @Mixin private Workspace workspace;
    @Mixin private DemoOptions options;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        options.check(System.getenv());
        CtrlC ctrlC = new CtrlC();
        Commands commands = new TypedCommands(spec.root().commandLine(), workspace, ctrlC);
        Stage stage = new LocalStage(workspace, options, commands);
        return new DemoScript(options, commands, stage, ctrlC).play() ? 0 : 1;
    }
}
