package io.tickhouse.tools.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.tickhouse.tools.UserError;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The contexts of the user's kubeconfig.
 *
 * @param current name of the current context; empty if there is none
 * @param servers address of the API server of each context, by the context's name
 */
record KubeConfig(String current, Map<String, String> servers) {

    /** A context and the address of its API server. */
    record Context(String name, String server) {

        @Override
        public String toString() {
            return name + (server.isEmpty() ? "" : " (" + server + ")");
        }
    }

    /** Reads what {@code kubectl config view -o json} prints. */
    static KubeConfig of(JsonNode view) {
        Map<String, String> clusters = new LinkedHashMap<>();
        for (JsonNode cluster : view.path("clusters")) {
            clusters.put(cluster.path("name").asText(), cluster.at("/cluster/server").asText());
        }
        Map<String, String> servers = new LinkedHashMap<>();
        for (JsonNode context : view.path("contexts")) {
            String cluster = context.at("/context/cluster").asText();
            servers.put(context.path("name").asText(), clusters.getOrDefault(cluster, ""));
        }
        return new KubeConfig(view.path("current-context").asText(), servers);
    }

    /**
     * The context to work in.
     *
     * @param named by the user, or null for the current one
     * @throws UserError if there is no such context
     */
    Context context(String named) {
        String name = named == null ? current : named;
        if (servers.containsKey(name)) {
            return new Context(name, servers.get(name));
        }
        if (servers.isEmpty()) {
            throw UserError.failed(
                    "kubeconfig has no context: ./tickhouse k8s up --minikube makes a cluster, or"
                            + " set KUBECONFIG to the file of yours.");
        }
        throw UserError.badUsage(
                (name.isEmpty()
                                ? "kubeconfig has no current context"
                                : "kubeconfig has no context " + name)
                        + ": name one with --context, of "
                        + String.join(", ", servers.keySet())
                        + ".");
    }
}
