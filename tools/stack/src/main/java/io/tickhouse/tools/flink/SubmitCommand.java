package io.tickhouse.tools.flink;

import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tickhouse submit}. */
@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        description =
                "Submits a job to a Flink cluster, as flink run does, and waits at most 30 s until"
                        + " it runs. Exit code 1 if it has failed by then.",
        footer = {
            "",
            "Example:",
            "  ./tickhouse submit flatten --starting-offsets earliest",
            "  ./tickhouse submit --from latest flatten",
            "  ./tickhouse submit ingest --feed iex --symbols AAPL,MSFT",
            "  ./tickhouse submit analytics --bar-sizes 1m,1d --horizons 15m",
            "  ./tickhouse submit flatten --help"
        })
public final class SubmitCommand implements Callable<Integer> {

    /** How long a job may take to start before submit leaves it alone. */
    private static final Duration START = Duration.ofSeconds(30);

    @Spec private CommandSpec spec;
    @Mixin private Workspace workspace;
    @Mixin private FlinkOption flink;

    @Option(
            names = "--from",
            paramLabel = "PATH|latest",
            description =
                    "Savepoint or checkpoint to restore. latest: the newest in the local stack of a"
                            + " job with the same source, destination and table. An older one is"
                            + " refused, because it would repeat rows.")
    private String from;

    @Option(
            names = "--force",
            description =
                    "Restore from PATH even if it is not the newest state of the job, or is from"
                            + " before the job wrote to a second place. The job itself refuses a"
                            + " state of another source, destination or table.")
    private boolean force;

    @Parameters(
            index = "0",
            paramLabel = "JOB",
            description = "flatten, ingest, analytics or compact")
    private String job;

    @Parameters(
            index = "1..*",
            paramLabel = "ARG",
            description = "Arguments of the job; JOB --help lists them.")
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        String url = flink.url(workspace);
        Submission submission = new Submission(workspace, url);
        if (arguments.contains("--help") || arguments.contains("-h")) {
            return submission.help(job);
        }
        if (!Submission.jobs().contains(job)) {
            throw Submission.unknown(job);
        }
        FlinkClient client = new FlinkClient(url);
        JobPlan plan = Submission.plan(job, arguments);
        refuseClash(plan, client.jobs(), submission.records());
        String restoreFrom = from == null ? null : state(submission, plan, client);
        PrintWriter err = spec.commandLine().getErr();
        err.println(plan + (restoreFrom == null ? "" : ", restored from " + restoreFrom));
        String id =
                submission.submit(
                        job, restoreFrom, arguments, line -> err.println(workspace.hints(line)));
        err.println("Watch it at " + url + "/#/job/running/" + id);
        spec.commandLine().getOut().println(id);
        if (!client.awaitStart(id, START)) {
            err.println(
                    workspace.hints(
                            "Not all of its tasks run yet; ./tickhouse jobs tells how it goes on."));
        }
        return 0;
    }

    private String state(Submission submission, JobPlan plan, FlinkClient client)
            throws IOException {
        if (from.equals("latest")) {
            return submission.states(plan, client).latest(plan).path();
        }
        return force
                ? SavedState.normalized(from)
                : submission.states(plan, client).named(from, plan).path();
    }

    /**
     * Rejects a job that clashes with a running one. Two jobs with the same transactional ids would
     * lock each other out of Kafka for ever. Two jobs into one topic or table would mix their
     * coordinates.
     */
    static void refuseClash(JobPlan plan, List<FlinkJob> jobs, JobRecords records) {
        for (FlinkJob running : jobs) {
            if (running.ended()) {
                continue;
            }
            Optional<String> clash =
                    records.find(running.id())
                            .map(plan::clashWith)
                            // For a job that was submitted elsewhere, only the name is known.
                            .orElseGet(
                                    () ->
                                            running.name().equals(plan.name())
                                                    ? Optional.of("may write to the same places")
                                                    : Optional.empty());
            if (clash.isPresent()) {
                throw UserError.failed(
                        ("Job %s (%s) already runs and %s: stop it first (./tickhouse savepoint"
                                        + " --stop %s), or give this one topics, tables and a"
                                        + " --transactional-id-prefix of its own.")
                                .formatted(
                                        running.name(), running.id(), clash.get(), running.id()));
            }
        }
    }
}
