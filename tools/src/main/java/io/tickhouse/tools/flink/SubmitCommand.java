package io.tickhouse.tools.flink;

import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import java.io.IOException;
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
        description = "Submits a job to a Flink cluster, as flink run does.",
        footer = {
            "",
            "Example:",
            "  ./tickhouse submit flatten --starting-offsets earliest",
            "  ./tickhouse submit --from latest flatten",
            "  ./tickhouse submit ingest --feed iex --symbols AAPL,MSFT",
            "  ./tickhouse submit flatten --help"
        })
public final class SubmitCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private Workspace workspace;
    @Mixin private FlinkOption flink;

    @Option(
            names = "--from",
            paramLabel = "PATH|latest",
            description =
                    "Savepoint or checkpoint to restore; latest: the newest of this job in the local"
                            + " stack."
                            + " Never an older one: it would repeat rows.")
    private String from;

    @Parameters(index = "0", paramLabel = "JOB", description = "flatten or ingest")
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
        refuseTwin(url);
        String restoreFrom = "latest".equals(from) ? newestState() : from;
        String id = submission.submit(job, restoreFrom, arguments);
        spec.commandLine().getErr().println("Watch it at " + url + "/#/job/running/" + id);
        spec.commandLine().getOut().println(id);
        return 0;
    }

    private String newestState() throws IOException {
        return Submission.newestState(workspace.home(), job)
                .orElseThrow(
                        () ->
                                UserError.failed(
                                        "There is no savepoint or checkpoint of "
                                                + job
                                                + " in "
                                                + workspace.home()
                                                + " to restore from."));
    }

    /** Two jobs with the same transactional ids would shut each other out of Kafka for ever. */
    private void refuseTwin(String url) {
        String topic =
                argument(job.equals("ingest") ? "--topic" : "--source-topic").orElse("iex_data");
        String name = job + " " + topic;
        boolean ownIds = argument("--transactional-id-prefix").isPresent();
        for (FlinkJob running : new FlinkClient(url).jobs()) {
            if (!ownIds && !running.ended() && running.name().equals(name)) {
                throw UserError.failed(
                        ("Job %s (%s) already runs: stop it first (./tickhouse savepoint --stop %s),"
                                        + " or give this one a --transactional-id-prefix and topics"
                                        + " and tables of its own.")
                                .formatted(name, running.id(), running.id()));
            }
        }
    }

    /** What the job's option is set to, written with a space or with an equals sign. */
    private Optional<String> argument(String option) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith(option + "=")) {
                return Optional.of(argument.substring(option.length() + 1));
            }
            if (argument.equals(option) && i + 1 < arguments.size()) {
                return Optional.of(arguments.get(i + 1));
            }
        }
        return Optional.empty();
    }
}
