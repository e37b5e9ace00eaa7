package io.tickhouse.tools.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.tickhouse.tools.UserError;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tickhouse k8s down}. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = {
            "Stops the jobs with savepoints; with --minikube it stops the profile as well. All data"
                    + " stays, and k8s up goes on from there.",
            "It deletes only when told to."
        },
        footer = {
            "%nExamples:",
            "  ./tickhouse k8s down --minikube",
            "  ./tickhouse k8s down --delete-all --context staging"
        })
final class DownCommand extends ClusterCommand {

    private static final class Level {

        @Option(
                names = "--delete-app",
                description =
                        "Delete the jobs and the twin, after a savepoint. Kafka, store, catalog and"
                                + " Pinot stay, with their data.")
        private boolean app;

        @Option(
                names = "--delete-all",
                description =
                        "Delete everything, with all data; with --minikube the profile. The cluster"
                                + " has to be named.")
        private boolean all;
    }

    @ArgGroup private Level level = new Level();
    @Mixin private OverlayOption overlay;
    @Mixin private WaitOption wait;

    @Override
    public Integer call() {
        if (level.all) {
            deleteAll();
            return 0;
        }
        Cluster cluster = clusterToChange();
        Overlay resources = overlay.of(cluster);
        suspend(cluster);
        if (level.app) {
            cluster.perform(Plan.deleteApp(resources, wait.atMost()));
            out().println(
                            "The jobs are deleted. k8s up alone would read the topic from its start,"
                                    + " and each row would be there twice: restore them from their"
                                    + " savepoints, see"
                                    + " docs/kubernetes.md#restore-a-job-whose-resource-was-deleted.");
        } else if (options().minikube()) {
            cluster.perform(List.of(Step.Command.of("minikube stop -p", options().profile())));
        }
        return 0;
    }

    private void suspend(Cluster cluster) {
        for (JsonNode deployment : jobs(cluster)) {
            String name = deployment.at("/metadata/name").asText();
            if (JobCommand.hasRun(deployment)) {
                // Of a job that is suspended already it changes nothing, and waits for the
                // savepoint.
                JsonNode after = JobCommand.change(cluster, name, SuspendCommand.SUSPENDED, wait);
                out().println(JobCommand.suspended(after));
            } else {
                cluster.perform(List.of(JobCommand.patch(name, SuspendCommand.SUSPENDED)));
                out().println(name + " is suspended; it has not run yet.");
            }
        }
    }

    /** Without the operator's resources there are no jobs. */
    private static List<JsonNode> jobs(Cluster cluster) {
        List<String> words =
                List.of(
                        "kubectl",
                        "get",
                        "flinkdeployment",
                        "-n",
                        Plan.NAMESPACE,
                        "--request-timeout=30s");
        return Complaint.isOfUnknownKind(cluster.ask(words).err())
                ? List.of()
                : cluster.list("flinkdeployment", "-n", Plan.NAMESPACE);
    }

    private void deleteAll() {
        if (!options().isNamed()) {
            throw UserError.badUsage(
                    "--delete-all deletes all data: say in which cluster, with --context or"
                            + " --minikube.");
        }
        if (options().minikube()) {
            machine().programs().require(List.of("minikube"));
            Cluster.ofProfile(machine(), options().profile(), progress())
                    .perform(List.of(Step.Command.of("minikube delete -p", options().profile())));
            return;
        }
        machine().programs().require(List.of("kubectl", "helm"));
        Cluster cluster = clusterToChange();
        if (!cluster.isOurs()) {
            out().println("Tickhouse is not in " + cluster.context() + ".");
            return;
        }
        cluster.perform(Plan.deleteAll(overlay.of(cluster), wait.atMost()));
    }
}
