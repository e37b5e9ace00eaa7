package io.tickhouse.tools.flink;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.Workspace;
import java.io.PrintWriter;
import java.time.Instant;
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
        description =
                "Lists the jobs of a Flink cluster, with their restarts and the reason of the last"
                        + " failure.",
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
        List<JobStatus> jobs = client.jobs().stream().map(job -> status(client, job)).toList();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new ObjectMapper().writeValueAsString(jobs));
            return 0;
        }
        if (jobs.isEmpty()) {
            out.println(workspace.hints("No jobs; ./tickhouse submit flatten starts one."));
        }
        for (JobStatus job : jobs) {
            out.println(workspace.hints(job.text(Instant.now())));
        }
        return 0;
    }

    private static JobStatus status(FlinkClient client, FlinkJob job) {
        return JobStatus.of(
                job,
                client.completedCheckpoints(job.id()),
                job.ended() ? 0 : client.restarts(job.id()),
                client.failures(job.id()));
    }
}
