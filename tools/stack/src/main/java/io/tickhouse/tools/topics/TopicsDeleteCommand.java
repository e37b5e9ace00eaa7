package io.tickhouse.tools.topics;

import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tickhouse topics delete}. */
@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        description = "Deletes a topic with all its records.",
        footer = {"", "Example:", "  ./tickhouse topics delete my_topic --yes"})
final class TopicsDeleteCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private Workspace workspace;
    @Mixin private BrokerOption broker;

    @Parameters(paramLabel = "NAME", description = "Topic to delete.")
    private String name;

    @Option(names = "--yes", description = "Confirms that the records may go.")
    private boolean yes;

    @Override
    public Integer call() throws Exception {
        if (!yes) {
            throw UserError.badUsage(
                    "Deleting topic " + name + " loses its records: confirm with --yes.");
        }
        try (TopicAdmin admin = new TopicAdmin(broker.clientProperties(workspace))) {
            admin.delete(name);
        }
        spec.commandLine().getOut().println("deleted  " + name);
        return 0;
    }
}
