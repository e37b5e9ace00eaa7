package io.tickhouse.tools.kubernetes;

import io.tickhouse.tools.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tickhouse k8s scale}. */
@Command(
        name = "scale",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a job with another parallelism, through a savepoint.",
            "k8s up puts back what the overlay says."
        },
        footer = {"%nExample:", "  ./tickhouse k8s scale flatten --parallelism 3"})
final class ScaleCommand extends JobCommand {

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            required = true,
            description =
                    "Number of subtasks. Of flatten, more than the raw topic has partitions are of no"
                            + " use. Those of analytics share out the symbols.")
    private int parallelism;

    @Override
    public Integer call() {
        if (parallelism < 1) {
            throw UserError.badUsage("--parallelism must be 1 at least.");
        }
        if (job().equals("ingest") && parallelism != 1) {
            throw UserError.badUsage("ingest has one connection to Alpaca: its parallelism is 1.");
        }
        say(
                change(clusterOfTheJob(), "{\"job\":{\"parallelism\":" + parallelism + "}}"),
                "a parallelism of " + parallelism);
        return 0;
    }
}
