package io.tickhouse.tools.kubernetes;

import io.tickhouse.tools.Printable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tickhouse k8s verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Has the API server of a cluster check all resources, in a strict dry run that changes"
                    + " nothing.",
            "The cluster needs the definitions of the operators' resources and the namespace"
                    + " tickhouse. Exit code 0 when it takes all of them."
        },
        footer = {"%nExample:", "  ./tickhouse k8s verify --overlay prod"})
final class VerifyCommand extends ClusterCommand {

    @Option(
            names = "--overlay",
            paramLabel = "NAME",
            defaultValue = Overlay.MINIKUBE + ",prod",
            split = ",",
            description =
                    "minikube, prod, or a folder with a kustomization.yaml for the jobs (default:"
                            + " minikube and prod).")
    private List<String> overlays;

    @Override
    public Integer call() {
        Set<String> folders = new LinkedHashSet<>();
        for (String name : overlays) {
            Overlay overlay = Overlay.of(name, machine().root());
            folders.add(overlay.kafka());
            folders.add(overlay.jobs());
            folders.add("pinot/k8s");
            folders.add("kafka/streams/k8s");
            if (overlay.minikube()) {
                folders.add("minio/k8s");
                folders.add("tools/k8s");
            }
        }
        Cluster cluster = cluster();
        progress().line("Context " + cluster.context());
        boolean all = true;
        for (String folder : folders) {
            all &= accepts(cluster, folder);
        }
        return all ? 0 : 1;
    }

    private boolean accepts(Cluster cluster, String folder) {
        List<String> words =
                List.of(
                        "kubectl",
                        "apply",
                        "-k",
                        folder,
                        "--dry-run=server",
                        "--validate=strict",
                        "--request-timeout=30s");
        Programs.Result result = cluster.ask(words);
        if (result.ok()) {
            out().println(
                            "%s: %d resources accepted"
                                    .formatted(folder, result.out().lines().count()));
            return true;
        }
        if (cluster.complaint(words, result.err()).isOutage()) {
            throw cluster.complaint(words, result.err());
        }
        out().println(folder + ": refused");
        Set<String> sentences = new LinkedHashSet<>();
        result.err()
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith(Complaint.ADVICE))
                .map(line -> cluster.complaint(words, Printable.text(line)).getMessage())
                .forEach(sentences::add);
        sentences.forEach(sentence -> out().println("  " + sentence));
        return false;
    }
}
