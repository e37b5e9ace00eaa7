package io.tickhouse.tools.kubernetes;

import picocli.CommandLine.Command;

/** {@code tickhouse k8s resume}. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Starts a suspended job from where it was stopped.",
        footer = {"%nExample:", "  ./tickhouse k8s resume flatten"})
final class ResumeCommand extends JobCommand {

    @Override
    public Integer call() {
        change(clusterOfTheJob(), "{\"job\":{\"state\":\"running\"}}");
        out().println(job() + " runs.");
        return 0;
    }
}
