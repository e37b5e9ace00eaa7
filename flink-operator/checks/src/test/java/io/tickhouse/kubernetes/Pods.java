package io.tickhouse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The pods that come of a resource. */
final class Pods {

    /** The name that the operator and Flink look for. */
    static final String FLINK_CONTAINER = "flink-main-container";

    /**
     * A kind of pod.
     *
     * @param name for a fault
     * @param count how many of them there are
     * @param labels with those that an operator adds
     * @param spec of the pod
     */
    record Pod(String name, int count, Map<String, String> labels, ObjectNode spec) {

        ObjectNode asResource() {
            ObjectNode pod = JsonNodeFactory.instance.objectNode();
            pod.put("apiVersion", "v1").put("kind", "Pod");
            ObjectNode metadata = pod.putObject("metadata").put("name", "pod");
            labels.forEach(metadata.putObject("labels")::put);
            pod.set("spec", spec);
            return pod;
        }
    }

    private Pods() {}

    static List<Pod> of(Resources resources) {
        return resources.all().stream().flatMap(each -> of(each).stream()).toList();
    }

    /** The pods of a resource; none for one that has none, or whose operator makes its own. */
    static List<Pod> of(ObjectNode resource) {
        return switch (resource.path("kind").asText()) {
            case "Deployment", "StatefulSet", "Job" ->
                    List.of(
                            new Pod(
                                    Resources.name(resource),
                                    resource.at("/spec/replicas").asInt(1),
                                    texts(resource.at("/spec/template/metadata/labels")),
                                    (ObjectNode) resource.at("/spec/template/spec")));
            case "CronJob" ->
                    List.of(
                            new Pod(
                                    Resources.name(resource),
                                    1,
                                    texts(
                                            resource.at(
                                                    "/spec/jobTemplate/spec/template/metadata/labels")),
                                    (ObjectNode)
                                            resource.at("/spec/jobTemplate/spec/template/spec")));
            case "FlinkDeployment" ->
                    List.of(flink(resource, "jobManager"), flink(resource, "taskManager"));
            default -> List.of();
        };
    }

    /** As the operator and Flink make it of the templates and the rest of the resource. */
    private static Pod flink(ObjectNode deployment, String role) {
        ObjectNode template = JsonNodeFactory.instance.objectNode();
        for (JsonNode part :
                List.of(
                        deployment.at("/spec/podTemplate"),
                        deployment.at("/spec/" + role + "/podTemplate"))) {
            if (part instanceof ObjectNode object) {
                mergeByName(template, object);
            }
        }
        ObjectNode spec = template.withObject("/spec");
        for (JsonNode container : spec.path("containers")) {
            if (container.path("name").asText().equals(FLINK_CONTAINER)) {
                ObjectNode main = (ObjectNode) container;
                main.set("image", deployment.at("/spec/image"));
                main.set("imagePullPolicy", deployment.at("/spec/imagePullPolicy"));
                JsonNode resource = deployment.at("/spec/" + role + "/resource");
                String memory = resource.path("memory").asText().replaceAll("m$", "Mi");
                ObjectNode requests = main.withObject("/resources").putObject("requests");
                requests.put("cpu", resource.path("cpu").asText()).put("memory", memory);
                main.withObject("/resources").putObject("limits").put("memory", memory);
            }
        }
        spec.set("serviceAccountName", deployment.at("/spec/serviceAccount"));
        Map<String, String> labels = texts(template.at("/metadata/labels"));
        labels.put("type", "flink-native-kubernetes");
        labels.put("app", deployment.at("/metadata/name").asText());
        labels.put("component", role.toLowerCase(java.util.Locale.ROOT));
        int slots =
                deployment.at("/spec/flinkConfiguration/taskmanager.numberOfTaskSlots").asInt(1);
        int parallelism = deployment.at("/spec/job/parallelism").asInt(1);
        int count =
                role.equals("jobManager")
                        ? deployment.at("/spec/jobManager/replicas").asInt(1)
                        : (parallelism + slots - 1) / slots;
        return new Pod(Resources.name(deployment) + " " + role, count, labels, spec);
    }

    /** Items of lists that have names are merged with those of the same name. */
    private static void mergeByName(ObjectNode into, ObjectNode from) {
        for (Map.Entry<String, JsonNode> field : from.properties()) {
            JsonNode there = into.get(field.getKey());
            if (there instanceof ObjectNode object && field.getValue() instanceof ObjectNode more) {
                mergeByName(object, more);
            } else if (there instanceof ArrayNode list
                    && field.getValue() instanceof ArrayNode more) {
                more.forEach(item -> mergeItem(list, item));
            } else {
                into.set(field.getKey(), field.getValue().deepCopy());
            }
        }
    }

    private static void mergeItem(ArrayNode list, JsonNode item) {
        for (JsonNode there : list) {
            if (there.has("name") && there.get("name").equals(item.get("name"))) {
                mergeByName((ObjectNode) there, (ObjectNode) item);
                return;
            }
        }
        list.add(item.deepCopy());
    }

    /** The containers of a resource, for those who want to change them. */
    static List<JsonNode> containers(ObjectNode resource) {
        return Stream.of(
                        "/spec/template/spec",
                        "/spec/jobTemplate/spec/template/spec",
                        "/spec/podTemplate/spec")
                .map(resource::at)
                .flatMap(spec -> containersOf(spec).stream())
                .toList();
    }

    static List<JsonNode> containersOf(JsonNode spec) {
        List<JsonNode> containers = new ArrayList<>();
        spec.path("initContainers").forEach(containers::add);
        spec.path("containers").forEach(containers::add);
        return containers;
    }

    static Map<String, String> texts(JsonNode map) {
        Map<String, String> texts = new java.util.TreeMap<>();
        for (Map.Entry<String, JsonNode> field : map.properties()) {
            texts.put(field.getKey(), field.getValue().asText());
        }
        return texts;
    }
}
