package io.tickhouse.tools.kubernetes;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which variant of the resources. */
final class OverlayOption {

    @Option(
            names = "--overlay",
            paramLabel = "NAME",
            defaultValue = Overlay.MINIKUBE,
            description =
                    "minikube, prod, or a folder with a kustomization.yaml for the jobs (default"
                            + " ${DEFAULT-VALUE}).")
    private String name;

    Overlay in(Path root) {
        return Overlay.of(name, root);
    }
}
