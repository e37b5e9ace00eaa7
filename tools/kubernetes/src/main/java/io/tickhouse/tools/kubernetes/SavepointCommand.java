package io.tickhouse.tools.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.tickhouse.tools.UserError;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code tickhouse k8s savepoint}. */
@Command(
        name = "savepoint",
        mixinStandardHelpOptions = true,
        description = "Takes a savepoint of a job that goes on, and prints where it is.",
        footer = {"%nExample:", "  ./tickhouse k8s savepoint flatten"})
final class SavepointCommand extends JobCommand {

    @Override
    public Integer call() {
        Cluster cluster = clusterOfTheJob();
        JsonNode deployment = cluster.get("flinkdeployment", job(), "-n", Plan.NAMESPACE);
        if (isStateless(deployment)) {
            throw UserError.badUsage(job() + " has no state, so it takes no savepoint.");
        }
        if (isSuspended(deployment)) {
            throw UserError.failed(
                    "%s is suspended, and its savepoint is %s"
                            .formatted(job(), savepoint(deployment)));
        }
        JsonNode made = cluster.create(snapshot(job()));
        JsonNode done =
                new Waiting(cluster)
                        .until(
                                new Step.Await(
                                        Plan.NAMESPACE,
                                        List.of(Readiness.name(made)),
                                        "jsonpath={.status.state}=COMPLETED",
                                        patience().atMost()))
                        .get(0);
        out().println(done.at("/status/path").asText());
        return 0;
    }

    /** The operator's own default would delete the files with this resource. */
    private static String snapshot(String job) {
        return """
        {"apiVersion": "flink.apache.org/v1beta1", "kind": "FlinkStateSnapshot",
         "metadata": {"generateName": "%1$s-savepoint-", "namespace": "%2$s"},
         "spec": {"jobReference": {"kind": "FlinkDeployment", "name": "%1$s"},
                  "savepoint": {"disposeOnDelete": false, "formatType": "NATIVE"}}}
        """
                .formatted(job, Plan.NAMESPACE);
    }
}
