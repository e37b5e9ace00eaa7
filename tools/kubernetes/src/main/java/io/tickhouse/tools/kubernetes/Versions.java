package io.tickhouse.tools.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** The versions that the resources need of kubectl and of the cluster. */
final class Versions {

    /** The first whose kustomize knows all fields of our folders. */
    private static final int KUBECTL = 27;

    /** The first that Strimzi 1.2 runs on. */
    private static final int KUBERNETES = 30;

    private Versions() {}

    /** What is too old in a {@code kubectl version -o json}, with the remedy. */
    static Optional<String> tooOld(JsonNode version) {
        int client = minor(version.path("clientVersion"));
        if (client < KUBECTL) {
            return Optional.of(
                    "kubectl is 1.%d, and the resources need 1.%d or newer: update it."
                            .formatted(client, KUBECTL));
        }
        int server = minor(version.path("serverVersion"));
        if (server < KUBERNETES) {
            return Optional.of(
                    "The cluster is Kubernetes 1.%d, and Strimzi needs 1.%d or newer: update it, or"
                                    .formatted(server, KUBERNETES)
                            + " name another context with --context.");
        }
        return Optional.empty();
    }

    /** Some clouds write 30+. What does not tell its version counts as new. */
    private static int minor(JsonNode version) {
        String digits = version.path("minor").asText().replaceFirst("\\D.*", "");
        return digits.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }
}
