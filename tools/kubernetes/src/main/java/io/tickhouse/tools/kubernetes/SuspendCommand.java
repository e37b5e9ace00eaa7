package io.tickhouse.tools.kubernetes;

import picocli.CommandLine.Command;

/** {@code tickhouse k8s suspend}. */
@Command(
        name = "suspend",
        mixinStandardHelpOptions = true,
        description = "Stops a job with a savepoint, and prints where it is.",
        footer = {"%nExample:", "  ./tickhouse k8s suspend flatten"})
final class SuspendCommand extends JobCommand {

    static final String SUSPENDED = "{\"job\":{\"state\":\"suspended\"}}";

    @Override
    public Integer call() {
        out().println(savepoint(change(clusterOfTheJob(), SUSPENDED)));
        return 0;
    }
}
