package io.tickhouse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubernetes.client.custom.Quantity;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rules for every pod: the restricted profile, pinned images, memory, mounts that have a volume.
 * Rules for every resource: quantities, and no secrets.
 */
final class PodRules implements Check {

    private static final Set<String> QUANTITIES = Set.of("cpu", "memory", "storage");
    private static final Pattern SECRET =
            Pattern.compile(
                    "(?i).*(password|passwd|secret|token|credential|access[-_.]?key|private[-_.]?key).*");
    private static final Pattern SECRET_VALUE =
            Pattern.compile(
                    "(?i).*(password|secret|token|credential)[a-z0-9_.-]* *[=:] *[^$<\\s].*");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\(([A-Za-z_]+)\\)");

    @Override
    public void look(Resources resources, Consumer<String> fault) {
        for (ObjectNode resource : resources.all()) {
            String name = Resources.name(resource);
            if (resource.path("kind").asText().equals("Secret")) {
                fault.accept(name + ": a secret does not belong into a file.");
            }
            if (!resource.path("kind").asText().equals("ConfigMap")) {
                secrets(resource, name, fault);
                quantities(resource, name, fault);
            }
        }
        for (Pods.Pod pod : Pods.of(resources)) {
            Consumer<String> ofPod = words -> fault.accept(pod.name() + ": " + words);
            JsonNode security = pod.spec().path("securityContext");
            require(security.path("runAsNonRoot").asBoolean(), "must not run as root.", ofPod);
            require(
                    security.at("/seccompProfile/type").asText().equals("RuntimeDefault"),
                    "must have the seccomp profile RuntimeDefault.",
                    ofPod);
            require(
                    !pod.spec().path("enableServiceLinks").asBoolean(true),
                    "must not get a variable for each service.",
                    ofPod);
            require(
                    pod.spec().path("serviceAccountName").isTextual()
                            || !pod.spec().path("automountServiceAccountToken").asBoolean(true),
                    "must have no token of Kubernetes, or an account of its own.",
                    ofPod);
            volumes(pod.spec(), ofPod);
            require(pod.spec().path("containers").size() == 1, "must have one container.", ofPod);
            Pods.containersOf(pod.spec()).forEach(container -> container(container, ofPod));
        }
    }

    private static void quantities(JsonNode node, String name, Consumer<String> fault) {
        for (String bound : Set.of("requests", "limits")) {
            for (Map.Entry<String, JsonNode> quantity : node.path(bound).properties()) {
                if (!QUANTITIES.contains(quantity.getKey())) {
                    fault.accept(name + ": Kubernetes does not count " + quantity.getKey() + ".");
                }
                try {
                    quantity(quantity.getValue());
                } catch (RuntimeException e) {
                    fault.accept(name + ": " + quantity.getValue() + " is no quantity.");
                }
            }
        }
        node.forEach(child -> quantities(child, name, fault));
    }

    private static void secrets(JsonNode node, String name, Consumer<String> fault) {
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                boolean named =
                        SECRET.matcher(field.getKey()).matches()
                                && !field.getKey().equals("secretName")
                                && !field.getKey().equals("secretPrefix")
                                && !field.getKey().equals("automountServiceAccountToken");
                if (named && field.getValue().isValueNode()) {
                    fault.accept(name + ": the value of " + field.getKey() + " is a secret.");
                }
                secrets(field.getValue(), name, fault);
            }
            if (SECRET.matcher(node.path("name").asText()).matches() && node.has("value")) {
                fault.accept(
                        name + ": the value of " + node.path("name").asText() + " is a secret.");
            }
        } else if (node.isArray()) {
            node.forEach(item -> secrets(item, name, fault));
        } else if (node.isTextual()
                && (SECRET_VALUE.matcher(node.asText()).matches()
                        || node.asText().matches("--s3-(access-key|secret-key|session-token).*"))) {
            fault.accept(name + ": " + node.asText() + " holds a secret.");
        }
    }

    private static void volumes(JsonNode spec, Consumer<String> fault) {
        Set<String> unused = new HashSet<>();
        for (JsonNode volume : spec.path("volumes")) {
            unused.add(volume.path("name").asText());
            require(
                    !volume.has("emptyDir") || volume.at("/emptyDir/sizeLimit").isTextual(),
                    "volume " + volume.path("name").asText() + " needs a sizeLimit.",
                    fault);
        }
        Set<String> known = new HashSet<>(unused);
        // Those of a StatefulSet's own claims.
        known.add("data");
        for (JsonNode container : Pods.containersOf(spec)) {
            Set<String> paths = new HashSet<>();
            for (JsonNode mount : container.path("volumeMounts")) {
                String volume = mount.path("name").asText();
                require(known.contains(volume), "there is no volume " + volume + ".", fault);
                require(
                        paths.add(mount.path("mountPath").asText()),
                        "two volumes at one path.",
                        fault);
                unused.remove(volume);
            }
        }
        require(unused.isEmpty(), "nothing mounts " + unused + ".", fault);
    }

    private static void container(JsonNode container, Consumer<String> fault) {
        JsonNode security = container.path("securityContext");
        require(
                !security.path("allowPrivilegeEscalation").asBoolean(true),
                "must not gain privileges.",
                fault);
        require(
                security.path("readOnlyRootFilesystem").asBoolean(),
                "its root file system must be read-only.",
                fault);
        require(
                security.at("/capabilities/drop/0").asText().equals("ALL"),
                "must drop all capabilities.",
                fault);

        String image = container.path("image").asText();
        require(
                image.matches("[a-z0-9./-]+:[A-Za-z0-9][\\w.-]*") && !image.endsWith(":latest"),
                "the image " + image + " is not pinned.",
                fault);
        require(
                !image.startsWith("minio/"),
                "the image " + image + " was deleted from Docker Hub.",
                fault);
        require(
                container.path("imagePullPolicy").asText().equals("IfNotPresent"),
                "imagePullPolicy must be IfNotPresent.",
                fault);

        JsonNode requests = container.at("/resources/requests");
        JsonNode limits = container.at("/resources/limits");
        require(
                requests.has("cpu") && requests.has("memory") && limits.has("memory"),
                "must ask for cpu and memory, and have a limit of memory.",
                fault);
        if (requests.has("memory") && limits.has("memory")) {
            require(
                    quantity(requests.path("memory")).compareTo(quantity(limits.path("memory")))
                            <= 0,
                    "asks for more memory than its limit.",
                    fault);
        }

        Set<String> ports = new HashSet<>();
        container.path("ports").forEach(port -> ports.add(port.path("name").asText()));
        for (String probe : Set.of("startupProbe", "readinessProbe", "livenessProbe")) {
            JsonNode port = container.at("/" + probe + "/httpGet/port");
            require(
                    port.isMissingNode() || ports.contains(port.asText()),
                    probe + " asks at a port that is not there.",
                    fault);
        }

        Set<String> variables = new HashSet<>();
        for (JsonNode variable : container.path("env")) {
            Matcher references = REFERENCE.matcher(variable.path("value").asText());
            while (references.find()) {
                require(
                        variables.contains(references.group(1)),
                        variable.path("name").asText()
                                + " needs "
                                + references.group(1)
                                + ", which does not come before it.",
                        fault);
            }
            require(
                    variables.add(variable.path("name").asText()),
                    variable.path("name").asText() + " is there twice.",
                    fault);
        }
    }

    private static java.math.BigDecimal quantity(JsonNode text) {
        return Quantity.fromString(text.asText()).getNumber();
    }

    private static void require(boolean holds, String otherwise, Consumer<String> fault) {
        if (!holds) {
            fault.accept(otherwise);
        }
    }
}
