package io.tickhouse.tools.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
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
        JsonNode after = change(clusterOfTheJob(), SUSPENDED);
        out().println(isStateless(after) ? suspended(after) : savepoint(after));
        return 0;
    }
}
