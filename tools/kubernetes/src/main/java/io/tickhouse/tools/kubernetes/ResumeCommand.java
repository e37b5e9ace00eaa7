package io.tickhouse.tools.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import picocli.CommandLine.Command;

/** {@code tickhouse k8s resume}. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = {
            "Starts a suspended job from where it was stopped.",
            "compact has no state: it begins anew, also when it has run before."
        },
        footer = {
            "%nExamples:",
            "  ./tickhouse k8s resume flatten",
            "  ./tickhouse k8s resume compact"
        })
final class ResumeCommand extends JobCommand {

    private static final Set<String> ENDS = Set.of("FINISHED", "FAILED", "CANCELED");

    @Override
    public Integer call() {
        Cluster cluster = clusterOfTheJob();
        JsonNode before = cluster.get("flinkdeployment", job(), "-n", Plan.NAMESPACE);
        String again = "";
        if (isStateless(before) && ENDS.contains(state(before))) {
            // Its state may be running in the specification still, so something has to change.
            again = "\"restartNonce\":" + (before.at("/spec/restartNonce").asLong() + 1) + ",";
        }
        JsonNode after = change(cluster, "{" + again + "\"job\":{\"state\":\"running\"}}");
        out().println(job() + (state(after).equals("FINISHED") ? " has finished." : " runs."));
        return 0;
    }

    private static String state(JsonNode deployment) {
        return deployment.at("/status/jobStatus/state").asText();
    }
}
