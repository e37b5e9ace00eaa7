package io.tickhouse.tools.flink;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.Workspace;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tickhouse jobs}. */
@Command(
        name = "jobs",
        mixinStandardHelpOptions = true,
        description = "Lists the jobs of a Flink cluster.",
        footer = {"", "Example:", "  ./tickhouse jobs --json"})
public final class JobsCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private Workspace workspace;
    @Mixin private FlinkOption flink;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        FlinkClient client = new FlinkClient(flink.url(workspace));
        List<FlinkJob> jobs = client.jobs();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new ObjectMapper().writeValueAsString(jobs));
            return 0;
        }
        if (jobs.isEmpty()) {
            out.println("No jobs; ./tickhouse submit flatten starts one.");
        }
        for (FlinkJob job : jobs) {
            out.printf(
                    "%s  %-10s %8s  checkpoints %-5d restarts %-3s %s%n",
                    job.id(),
                    job.state(),
                    Duration.ofMillis(job.duration())
                            .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                            .toString()
                            .substring(2),
                    client.completedCheckpoints(job.id()),
                    job.ended() ? "-" : client.restarts(job.id()),
                    job.name());
            if (job.state().equals("FAILED")) {
                client.failure(job.id()).ifPresent(why -> out.println("  " + why));
            }
        }
        return 0;
    }
}
