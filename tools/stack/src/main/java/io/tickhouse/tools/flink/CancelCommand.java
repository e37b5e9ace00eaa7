package io.tickhouse.tools.flink;

import io.tickhouse.tools.Workspace;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tickhouse cancel}. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = {
            "Cancels a job. Its last checkpoint stays, and submit --from latest goes on from it;",
            "savepoint --stop is the gentler way."
        },
        footer = {"", "Example:", "  ./tickhouse cancel flatten"})
public final class CancelCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private Workspace workspace;
    @Mixin private FlinkOption flink;

    @Parameters(paramLabel = "JOB", description = "Id of a job, or how its name begins.")
    private String job;

    @Override
    public Integer call() {
        FlinkClient client = new FlinkClient(flink.url(workspace));
        FlinkJob ended = client.cancel(client.job(job).id(), Duration.ofSeconds(60));
        spec.commandLine().getOut().println(ended.id() + " " + ended.state());
        return 0;
    }
}
