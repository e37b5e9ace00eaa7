package io.tickhouse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Validates Kubernetes' own kinds, and the pods of the jobs, with the classes of its Java client:
 * fields that do not exist, and fields that are missing.
 */
final class CoreKinds implements Check {

    private interface Model {
        void validate(JsonElement resource) throws IOException;
    }

    private static final Map<String, Model> MODELS =
            Map.ofEntries(
                    Map.<String, Model>entry("v1 ConfigMap", V1ConfigMap::validateJsonElement),
                    Map.<String, Model>entry("v1 Service", V1Service::validateJsonElement),
                    Map.<String, Model>entry(
                            "v1 ServiceAccount", V1ServiceAccount::validateJsonElement),
                    Map.<String, Model>entry("v1 Pod", V1Pod::validateJsonElement),
                    Map.<String, Model>entry(
                            "apps/v1 Deployment", V1Deployment::validateJsonElement),
                    Map.<String, Model>entry(
                            "apps/v1 StatefulSet", V1StatefulSet::validateJsonElement),
                    Map.<String, Model>entry("batch/v1 Job", V1Job::validateJsonElement),
                    Map.<String, Model>entry("batch/v1 CronJob", V1CronJob::validateJsonElement),
                    Map.<String, Model>entry(
                            "networking.k8s.io/v1 NetworkPolicy",
                            V1NetworkPolicy::validateJsonElement),
                    Map.<String, Model>entry(
                            "rbac.authorization.k8s.io/v1 Role", V1Role::validateJsonElement),
                    Map.<String, Model>entry(
                            "rbac.authorization.k8s.io/v1 RoleBinding",
                            V1RoleBinding::validateJsonElement));

    static boolean knows(JsonNode resource) {
        return MODELS.containsKey(type(resource));
    }

    private static String type(JsonNode resource) {
        return resource.path("apiVersion").asText() + " " + resource.path("kind").asText();
    }

    @Override
    public void look(Resources resources, Consumer<String> fault) {
        for (ObjectNode resource : resources.all()) {
            if (knows(resource)) {
                validate(resource, Resources.name(resource), fault);
            }
        }
        for (ObjectNode deployment : resources.of("FlinkDeployment")) {
            for (Pods.Pod pod : Pods.of(deployment)) {
                validate(pod.asResource(), pod.name(), fault);
            }
        }
    }

    private static void validate(JsonNode resource, String name, Consumer<String> fault) {
        try {
            MODELS.get(type(resource)).validate(JsonParser.parseString(resource.toString()));
        } catch (IOException | RuntimeException e) {
            fault.accept(name + ": " + e.getMessage());
        }
    }
}
