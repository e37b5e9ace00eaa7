package io.tickhouse.tools.kubernetes;

import io.tickhouse.tools.UserError;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which variant of the resources. */
final class OverlayOption {

    @Option(
            names = "--overlay",
            paramLabel = "NAME",
            description =
                    "minikube, prod, or a folder with a kustomization.yaml for the jobs. Default:"
                            + " that with which the cluster was set up, else minikube.")
    private String name;

    /** For a cluster of which nothing is known. */
    Overlay in(Path root) {
        return Overlay.of(name == null ? Overlay.MINIKUBE : name, root);
    }

    /**
     * For a cluster that may have been set up.
     *
     * @throws UserError (bad usage) if one of two overlays is for Minikube and the other is not:
     *     jobs would be stopped, and started with another store
     */
    Overlay of(Cluster cluster) {
        Path root = cluster.machine().root();
        String known = cluster.overlay();
        if (name == null && !known.isEmpty()) {
            return Overlay.of(known, root);
        }
        Overlay named = in(root);
        if (!known.isEmpty() && named.minikube() != known.equals(Overlay.MINIKUBE)) {
            throw UserError.badUsage(
                    "%s was set up with the overlay %s, not %s: leave out --overlay."
                            .formatted(cluster.context(), known, named.name()));
        }
        return named;
    }
}
