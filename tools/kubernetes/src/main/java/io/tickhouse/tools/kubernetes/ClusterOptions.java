package io.tickhouse.tools.kubernetes;

import io.tickhouse.tools.UserError;
import picocli.CommandLine.Option;

/** Which cluster. */
final class ClusterOptions {

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "Context of kubeconfig (default: the current one).")
    private String context;

    @Option(names = "--minikube", description = "The cluster of a Minikube profile.")
    private boolean minikube;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "The Minikube profile (default tickhouse).")
    private String profile;

    boolean minikube() {
        return context() != null && minikube;
    }

    String profile() {
        return profile == null ? "tickhouse" : profile;
    }

    /** Whether the command line says which cluster it means. */
    boolean isNamed() {
        return context() != null;
    }

    /** The context that the command line names, or null. */
    String context() {
        if (minikube && context != null) {
            throw UserError.badUsage(
                    "--minikube names a cluster as --context does: give one of them.");
        }
        if (profile != null && !minikube) {
            throw UserError.badUsage(
                    "--profile names a Minikube profile: give --minikube as well.");
        }
        // Minikube gives the context the name of its profile.
        return minikube ? profile() : context;
    }
}
