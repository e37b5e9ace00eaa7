package io.tickhouse.tools.kubernetes;

import io.tickhouse.tools.UserError;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tickhouse k8s demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Sends sample data, and proves that each element arrived once: a Job that generates,"
                    + " and a Job that audits.",
            "Exit code 0 when the audit is clean. The pods are those of tools/k8s, for the overlay"
                    + " minikube."
        },
        footer = {"%nExample:", "  ./tickhouse k8s demo"})
final class DemoCommand extends ClusterCommand {

    private static final List<String> AUDIT_LOG =
            List.of("kubectl", "logs", "-n", Plan.NAMESPACE, "job/audit");

    @Mixin private WaitOption wait;

    @Override
    public Integer call() {
        Cluster cluster = clusterToChange();
        if (!cluster.isOurs()) {
            throw UserError.failed(
                    "Tickhouse is not in " + cluster.context() + ": ./tickhouse k8s up first.");
        }
        cluster.perform(Plan.generate(wait.atMost()));
        try {
            cluster.perform(Plan.audit(wait.atMost()));
        } catch (UserError e) {
            // Its log says more than that the Job failed.
            print(cluster);
            throw e;
        }
        print(cluster);
        return 0;
    }

    private void print(Cluster cluster) {
        machine().programs().follow(cluster.inContext(AUDIT_LOG), out()::println);
    }
}
