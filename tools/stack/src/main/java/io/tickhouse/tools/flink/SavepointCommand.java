package io.tickhouse.tools.flink;

import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tickhouse savepoint}. */
@Command(
        name = "savepoint",
        mixinStandardHelpOptions = true,
        description = "Takes a savepoint of a job, prints where it is, and can stop the job.",
        footer = {
            "",
            "Example:",
            "  ./tickhouse savepoint --stop flatten",
            "  ./tickhouse submit --from latest flatten"
        })
public final class SavepointCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private Workspace workspace;
    @Mixin private FlinkOption flink;

    @Option(names = "--stop", description = "Stop the job with the savepoint.")
    private boolean stop;

    @Option(
            names = "--drain",
            description =
                    "End the job finally: commit what was read, but not what is still in Kafka (see"
                            + " ./tickhouse topics lag).")
    private boolean drain;

    @Option(
            names = "--target",
            paramLabel = "URI",
            description = "Directory (default: what the cluster is set to).")
    private String target;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "How long to wait (default ${DEFAULT-VALUE}).")
    private long timeout;

    @Parameters(paramLabel = "JOB", description = "Id of a job, or how its name begins.")
    private String job;

    @Override
    public Integer call() {
        if (timeout < 1) {
            throw UserError.badUsage("--timeout must be 1 second at least.");
        }
        FlinkClient client = new FlinkClient(flink.url(workspace));
        String id = client.job(job).id();
        Duration atMost = Duration.ofSeconds(timeout);
        String path =
                stop || drain
                        ? client.stop(id, target, drain, atMost)
                        : client.savepoint(id, target, atMost);
        spec.commandLine().getOut().println(path);
        return 0;
    }
}
