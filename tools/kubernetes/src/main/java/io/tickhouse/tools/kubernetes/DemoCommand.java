package io.tickhouse.tools.kubernetes;

import io.tickhouse.tools.UserError;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tickhouse k8s demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Sends sample data, and proves that each element arrived once: a Job that generates,"
                    + " and a Job that audits. The twin is audited too, if it is there.",
            "Exit code 0 when the audits are clean. The pods are those of tools/k8s, for the overlay"
                    + " minikube."
        },
        footer = {"%nExamples:", "  ./tickhouse k8s demo", "  ./tickhouse k8s demo --no-pinot"})
final class DemoCommand extends ClusterCommand {

    /** Of the audit's address, and of the chart. */
    private static final String PINOT = "pinot-controller";

    private static final String TWIN = "kstreams-flatten-app";

    @Mixin private WaitOption wait;

    @Option(
            names = "--no-pinot",
            description = "Leave Pinot out of the audit, where it is not set up.")
    private boolean noPinot;

    @Override
    public Integer call() {
        Cluster cluster = clusterToChange();
        if (!cluster.isOurs()) {
            throw UserError.failed(
                    "Tickhouse is not in " + cluster.context() + ": ./tickhouse k8s up first.");
        }
        if (!noPinot && !isThere(cluster, "service", PINOT)) {
            throw UserError.failed(
                    "Pinot is not in "
                            + cluster.context()
                            + ": ./tickhouse k8s up pinot sets it up, and --no-pinot audits"
                            + " without it.");
        }
        boolean twin = isThere(cluster, "deployment", TWIN);
        cluster.perform(Plan.generate(wait.atMost()));
        audit(cluster, noPinot ? Plan.AUDIT_WITHOUT_PINOT : Plan.AUDIT);
        if (twin) {
            out().println("The twin:");
            audit(cluster, Plan.AUDIT_OF_THE_TWIN);
        }
        return 0;
    }

    private static boolean isThere(Cluster cluster, String kind, String name) {
        return cluster.list(kind, name, "-n", Plan.NAMESPACE).stream()
                .anyMatch(resource -> resource.at("/metadata/name").asText().equals(name));
    }

    private void audit(Cluster cluster, String job) {
        try {
            cluster.perform(Plan.audit(job, wait.atMost()));
        } catch (UserError e) {
            // Its log says more than that the Job failed.
            print(cluster, job);
            throw e;
        }
        print(cluster, job);
    }

    private void print(Cluster cluster, String job) {
        List<String> words = List.of("kubectl", "logs", "-n", Plan.NAMESPACE, "job/" + job);
        machine().programs().follow(cluster.inContext(words), out()::println);
    }
}
