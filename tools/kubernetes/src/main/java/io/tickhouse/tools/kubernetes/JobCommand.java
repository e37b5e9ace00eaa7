package io.tickhouse.tools.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.tickhouse.tools.UserError;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What the subcommands for one job have in common. */
abstract class JobCommand extends ClusterCommand {

    @Mixin private WaitOption wait;

    @Parameters(paramLabel = "JOB", description = "flatten, analytics, ingest or compact.")
    private String job;

    final String job() {
        return job;
    }

    final WaitOption patience() {
        return wait;
    }

    /** The cluster, if the job is in it. */
    final Cluster clusterOfTheJob() {
        Cluster cluster = clusterToChange();
        List<JsonNode> jobs = cluster.list("flinkdeployment", "-n", Plan.NAMESPACE);
        if (jobs.stream().noneMatch(known -> name(known).equals(job))) {
            throw UserError.failed(
                    "There is no job %s in %s: %s."
                            .formatted(
                                    job,
                                    cluster.context(),
                                    jobs.isEmpty()
                                            ? "./tickhouse k8s up jobs starts flatten"
                                            : "there is "
                                                    + jobs.stream()
                                                            .map(JobCommand::name)
                                                            .collect(Collectors.joining(" and "))));
        }
        return cluster;
    }

    private static String name(JsonNode resource) {
        return resource.at("/metadata/name").asText();
    }

    /**
     * Changes the specification of the job and waits until the operator has done so.
     *
     * @param specification a merge patch of {@code spec}, JSON
     * @return the job's resource afterwards
     */
    final JsonNode change(Cluster cluster, String specification) {
        return change(cluster, job, specification, wait);
    }

    static JsonNode change(Cluster cluster, String job, String specification, WaitOption wait) {
        cluster.perform(List.of(patch(job, specification)));
        return new Waiting(cluster).until(Plan.running(job, wait.atMost())).get(0);
    }

    static Step patch(String job, String specification) {
        return Step.Command.of(
                "kubectl patch -n tickhouse flinkdeployment " + job + " --type=merge -p",
                "{\"spec\":" + specification + "}");
    }

    /** Says with what the job runs, or will run. */
    final void say(JsonNode after, String what) {
        out().println(
                        isSuspended(after)
                                ? "%s is suspended: ./tickhouse k8s resume %s starts it with %s."
                                        .formatted(job, job, what)
                                : "%s runs with %s.".formatted(job, what));
    }

    static boolean isSuspended(JsonNode deployment) {
        return deployment.at("/spec/job/state").asText().equals("suspended");
    }

    /** Whether it does its work and ends, and has no state to go on from. */
    static boolean isStateless(JsonNode deployment) {
        return deployment.at("/spec/job/upgradeMode").asText().equals("stateless");
    }

    /** Whether it has state to lose. */
    static boolean hasRun(JsonNode deployment) {
        JsonNode status = deployment.at("/status/jobStatus");
        return status.hasNonNull("startTime") || !savepoint(deployment).isEmpty();
    }

    /** Says that a job is suspended, and where its savepoint is if it takes one. */
    static String suspended(JsonNode deployment) {
        String at = savepoint(deployment);
        return name(deployment) + " is suspended" + (at.isEmpty() ? "." : ": " + at);
    }

    /** Where the operator has put the savepoint of the last upgrade or suspension. */
    static String savepoint(JsonNode deployment) {
        return deployment.at("/status/jobStatus/upgradeSavepointPath").asText("");
    }
}
