package io.tickhouse.tools.topics;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tickhouse topics}. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        description = "Creates, lists, describes and deletes topics, and shows consumer lag.",
        subcommands = {
            TopicsCreateCommand.class,
            TopicsListCommand.class,
            TopicsDescribeCommand.class,
            TopicsDeleteCommand.class,
            TopicsLagCommand.class,
        },
        footer = {"", "Example:", "  ./tickhouse topics create"})
public final class TopicsCommand implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Say which: topics create, list, describe, delete or lag.");
    }
}
