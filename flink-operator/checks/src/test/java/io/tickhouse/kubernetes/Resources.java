package io.tickhouse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is applied to one cluster.
 *
 * @param all in the order of the folders
 */
record Resources(List<ObjectNode> all) {

    /** The root of the checkout. */
    static final Path ROOT = Path.of("../..");

    /** All that fits into Minikube, with the twin. */
    static Resources minikube() {
        return render(
                "flink-operator/overlays/minikube",
                "kafka/k8s/minikube",
                "minio/k8s",
                "pinot/k8s",
                "kafka/streams/k8s",
                "tools/k8s",
                "tools/care/k8s");
    }

    /** What is ours in a production cluster. */
    static Resources prod() {
        return render(
                "flink-operator/overlays/prod", "kafka/k8s/prod", "pinot/k8s", "kafka/streams/k8s");
    }

    private static Resources render(String... folders) {
        return new Resources(
                Stream.of(folders)
                        .flatMap(folder -> Kustomize.build(ROOT.resolve(folder)).stream())
                        .toList());
    }

    List<ObjectNode> of(String kind) {
        return all.stream().filter(each -> each.path("kind").asText().equals(kind)).toList();
    }

    Optional<ObjectNode> find(String kind, String name) {
        return of(kind).stream()
                .filter(each -> each.at("/metadata/name").asText().equals(name))
                .findFirst();
    }

    ObjectNode get(String kind, String name) {
        return find(kind, name).orElseThrow();
    }

    Resources copy() {
        return new Resources(all.stream().map(ObjectNode::deepCopy).toList());
    }

    /** How a fault names a resource. */
    static String name(JsonNode resource) {
        return resource.path("kind").asText() + " " + resource.at("/metadata/name").asText();
    }

    static JsonNode parsed(String yaml) {
        return Yaml.read(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))).get(0);
    }
}
