package io.tickhouse.tools.topics;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.Workspace;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tickhouse topics list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists topics, one name a line.",
        footer = {"", "Example:", "  ./tickhouse topics list --json"})
final class TopicsListCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private Workspace workspace;
    @Mixin private BrokerOption broker;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        List<String> names;
        try (TopicAdmin admin = new TopicAdmin(broker.clientProperties(workspace))) {
            names = admin.names();
        }
        if (json) {
            spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(names));
        } else {
            names.forEach(spec.commandLine().getOut()::println);
        }
        return 0;
    }
}
