package io.tickhouse.tools.kubernetes;

import io.tickhouse.tools.UserError;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A variant of the resources.
 *
 * @param name its name in the checkout, or its folder
 * @param jobs folder of the jobs, as an argument of kubectl in the checkout
 * @param kafka folder of the Kafka cluster
 * @param minikube whether it brings an object store and a catalog of its own
 */
record Overlay(String name, String jobs, String kafka, boolean minikube) {

    static final String MINIKUBE = "minikube";

    private static final String JOBS = "flink-operator/overlays/";
    private static final String KAFKA = "kafka/k8s/";

    /**
     * The overlay of this name, or the one in this folder. Kafka is that of {@code prod} where it
     * has no variant of this name.
     *
     * @param root of the checkout
     * @throws UserError if there is neither
     */
    static Overlay of(String nameOrFolder, Path root) {
        if (isKustomization(root.resolve(JOBS).resolve(nameOrFolder))) {
            boolean own = isKustomization(root.resolve(KAFKA).resolve(nameOrFolder));
            return new Overlay(
                    nameOrFolder,
                    JOBS + nameOrFolder,
                    KAFKA + (own ? nameOrFolder : "prod"),
                    nameOrFolder.equals(MINIKUBE));
        }
        Path folder = Path.of(nameOrFolder).toAbsolutePath().normalize();
        if (isKustomization(folder)) {
            return new Overlay(folder.toString(), folder.toString(), KAFKA + "prod", false);
        }
        throw UserError.badUsage(
                "There is no overlay "
                        + nameOrFolder
                        + ": name one of flink-operator/overlays, or a folder with a"
                        + " kustomization.yaml.");
    }

    private static boolean isKustomization(Path folder) {
        return Files.isRegularFile(folder.resolve("kustomization.yaml"));
    }
}
