package io.tickhouse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Every resource has its name, namespace and labels, and everything that selects pods by labels
 * finds some that listen on the port.
 */
final class Metadata implements Check {

    private static final Set<String> FIELDS = Set.of("name", "namespace", "labels", "annotations");

    private static final Set<String> KNOWN =
            Set.of(
                    "app",
                    "component",
                    "type",
                    "app.kubernetes.io/name",
                    "app.kubernetes.io/component",
                    "app.kubernetes.io/part-of",
                    "strimzi.io/cluster",
                    "strimzi.io/pool-name",
                    "kubernetes.io/metadata.name");

    /** Pods of operators and charts, with the ports that they listen on. */
    private static final List<Map<String, String>> OTHERS =
            List.of(Map.of("app", "pinot"), Map.of("strimzi.io/cluster", "tickhouse"));

    private static final Map<String, Set<Integer>> OTHER_PORTS =
            Map.of(
                    "pinot", Set.of(9000, 8099),
                    "tickhouse", Set.of(9093),
                    // Flink's REST API, which no template names.
                    "flink-native-kubernetes", Set.of(8081));

    @Override
    public void look(Resources resources, Consumer<String> fault) {
        for (ObjectNode resource : resources.all()) {
            String name = Resources.name(resource);
            for (Map.Entry<String, JsonNode> field : resource.path("metadata").properties()) {
                if (!FIELDS.contains(field.getKey())) {
                    fault.accept(name + ": metadata has no " + field.getKey() + ".");
                }
            }
            if (!resource.at("/metadata/name").isTextual()
                    || !resource.at("/metadata/namespace").asText().equals("tickhouse")) {
                fault.accept(name + ": must have a name, and be in the namespace tickhouse.");
            }
            selectors(resource, name, fault);
            Map<String, String> labels = Pods.texts(resource.at("/metadata/labels"));
            boolean generated = name.startsWith("ConfigMap pinot-");
            if (!generated && !"tickhouse".equals(labels.get("app.kubernetes.io/part-of"))) {
                fault.accept(name + ": is not labelled as part of tickhouse.");
            }
            boolean byStrimzi =
                    labels.containsKey("strimzi.io/cluster") || name.startsWith("Kafka ");
            if (!generated && !byStrimzi && !labels.containsKey("app.kubernetes.io/name")) {
                fault.accept(name + ": has no label app.kubernetes.io/name.");
            }
            unknown(name, labels, fault);
        }
        for (Pods.Pod pod : Pods.of(resources)) {
            unknown(pod.name(), pod.labels(), fault);
            if (!"tickhouse".equals(pod.labels().get("app.kubernetes.io/part-of"))) {
                fault.accept(pod.name() + ": is not labelled as part of tickhouse.");
            }
        }
        for (String kind : List.of("Deployment", "StatefulSet", "Service", "PodMonitor")) {
            for (ObjectNode resource : resources.of(kind)) {
                JsonNode selector = resource.at("/spec/selector");
                selects(
                        resources,
                        resource,
                        kind.equals("Service") ? selector : selector.path("matchLabels"),
                        ports(resource),
                        fault);
            }
        }
        for (ObjectNode policy : resources.of("NetworkPolicy")) {
            JsonNode own = policy.at("/spec/podSelector/matchLabels");
            selects(resources, policy, own, List.of(), fault);
            for (JsonNode rule : policy.at("/spec/ingress")) {
                selects(resources, policy, own, numbers(rule), fault);
                peers(resources, policy, rule.path("from"), List.of(), fault);
            }
            for (JsonNode rule : policy.at("/spec/egress")) {
                peers(resources, policy, rule.path("to"), numbers(rule), fault);
            }
        }
    }

    private static void selectors(JsonNode node, String name, Consumer<String> fault) {
        unknown(name, Pods.texts(node.path("matchLabels")), fault);
        node.forEach(child -> selectors(child, name, fault));
    }

    private static void unknown(String name, Map<String, String> labels, Consumer<String> fault) {
        for (String label : labels.keySet()) {
            if (!KNOWN.contains(label)) {
                fault.accept(name + ": the label " + label + " is unknown.");
            }
        }
    }

    private static void peers(
            Resources resources,
            ObjectNode policy,
            JsonNode peers,
            List<String> ports,
            Consumer<String> fault) {
        for (JsonNode peer : peers) {
            if (peer.has("podSelector")) {
                JsonNode labels = peer.at("/podSelector/matchLabels");
                selects(resources, policy, labels, ports, fault);
            } else if (peer.at("/namespaceSelector/matchLabels/kubernetes.io~1metadata.name")
                    .asText()
                    .isEmpty()) {
                fault.accept(Resources.name(policy) + ": a namespace is selected by its name.");
            }
        }
    }

    private static List<String> numbers(JsonNode rule) {
        List<String> numbers = new ArrayList<>();
        rule.path("ports").forEach(port -> numbers.add(port.path("port").asText()));
        return numbers;
    }

    private static List<String> ports(ObjectNode resource) {
        List<String> ports = new ArrayList<>();
        resource.at("/spec/ports").forEach(port -> ports.add(port.path("targetPort").asText()));
        resource.at("/spec/podMetricsEndpoints")
                .forEach(end -> ports.add(end.path("port").asText()));
        return ports;
    }

    /** Looks for pods with these labels, of which one kind has all these ports. */
    private static void selects(
            Resources resources,
            ObjectNode by,
            JsonNode selector,
            List<String> ports,
            Consumer<String> fault) {
        Map<String, String> wanted = Pods.texts(selector);
        Set<String> found = new HashSet<>();
        boolean any = false;
        for (Pods.Pod pod : Pods.of(resources)) {
            if (pod.labels().entrySet().containsAll(wanted.entrySet())) {
                any = true;
                for (JsonNode container : Pods.containersOf(pod.spec())) {
                    for (JsonNode port : container.path("ports")) {
                        found.add(port.path("name").asText());
                        found.add(port.path("containerPort").asText());
                    }
                }
                others(pod.labels().get("type"), found);
            }
        }
        for (Map<String, String> other : OTHERS) {
            if (other.entrySet().containsAll(wanted.entrySet())) {
                any = true;
                other.values().forEach(value -> others(value, found));
            }
        }
        if (wanted.isEmpty() || !any) {
            fault.accept(Resources.name(by) + ": no pod has the labels " + wanted + ".");
        } else if (!found.containsAll(ports)) {
            fault.accept(
                    Resources.name(by)
                            + ": the pods "
                            + wanted
                            + " do not listen on all of "
                            + ports
                            + ".");
        }
    }

    private static void others(String key, Set<String> found) {
        if (key != null) {
            OTHER_PORTS.getOrDefault(key, Set.of()).forEach(port -> found.add(port.toString()));
        }
    }
}
