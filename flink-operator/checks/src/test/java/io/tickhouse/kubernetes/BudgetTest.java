package io.tickhouse.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubernetes.client.custom.Quantity;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** All pods that stay fit into Minikube, and the documentation has the sum. */
class BudgetTest {

    private static final BigDecimal CPUS = new BigDecimal(8);

    /** What {@code k8s up --minikube} gives it unless it is told otherwise. */
    private static final BigDecimal USUAL_MEBIBYTES = new BigDecimal(15 * 1024);

    private static final BigDecimal MEBIBYTES = new BigDecimal(18 * 1024);
    private static final String BARS = "analytics .*";
    private static final String OPTIONAL = "ingest .*|kstreams-flatten-app";
    private static final BigDecimal MEBIBYTE = new BigDecimal(1 << 20);

    private record Size(BigDecimal cpu, BigDecimal mebibytes) {

        Size plus(Size other) {
            return new Size(cpu.add(other.cpu), mebibytes.add(other.mebibytes));
        }

        String row(String name) {
            return String.format(Locale.ROOT, "| %s | %.2f | %.0f |", name, cpu, mebibytes);
        }
    }

    @Test
    void minikubeHasRoomForAllOfThem() throws IOException {
        Map<String, Size> pods = new LinkedHashMap<>();
        // An estimate; nothing of ours says how large they are.
        pods.put("Kubernetes itself, with Calico", new Size(BigDecimal.ONE, new BigDecimal(1024)));
        JsonNode flink = values("flink-operator/helm-values.yaml");
        pods.put("Flink operator", size(flink.at("/operatorPod/resources")));
        JsonNode strimzi = values("kafka/k8s/helm-values.yaml");
        pods.put("Strimzi", size(strimzi.path("resources")));
        Resources resources = Resources.minikube();
        pods.put("Kafka", size(resources.get("KafkaNodePool", "node").at("/spec/resources")));
        JsonNode entities = resources.get("Kafka", "tickhouse").at("/spec/entityOperator");
        pods.put(
                "Kafka's topics and users",
                size(entities.at("/topicOperator/resources"))
                        .plus(size(entities.at("/userOperator/resources"))));
        JsonNode pinot = values("pinot/k8s/helm-values.yaml");
        for (String part : new String[] {"zookeeper", "controller", "broker", "server"}) {
            pods.put("Pinot " + part, size(pinot.at("/" + part + "/resources")));
        }
        for (ObjectNode resource : resources.all()) {
            boolean stays =
                    !resource.path("kind").asText().endsWith("Job") && !JobRules.ends(resource);
            if (stays) {
                for (Pods.Pod pod : Pods.of(resource)) {
                    for (int i = 0; i < pod.count(); i++) {
                        pods.merge(
                                pod.name().replaceFirst("^\\S+ ", ""),
                                size(pod.spec().at("/containers/0/resources")),
                                Size::plus);
                    }
                }
            }
        }
        Size sum = sum(pods, "");

        assertThat(sum.cpu).isLessThanOrEqualTo(CPUS);
        assertThat(sum.mebibytes).isLessThanOrEqualTo(MEBIBYTES);
        assertThat(sum(pods, BARS).mebibytes).isLessThanOrEqualTo(USUAL_MEBIBYTES);
        assertThat(sum(pods, OPTIONAL).mebibytes).isLessThanOrEqualTo(USUAL_MEBIBYTES);
        String page = Files.readString(Resources.ROOT.resolve("docs/kubernetes.md"));
        List<String> rows = new ArrayList<>();
        pods.forEach((name, size) -> rows.add(size.row(name)));
        rows.add(sum.row("sum"));
        assertThat(page.lines().filter(line -> line.matches("\\| .+ \\| [\\d.]+ \\| \\d+ \\|")))
                .containsExactlyElementsOf(rows);
    }

    private static Size sum(Map<String, Size> pods, String leftOut) {
        return pods.entrySet().stream()
                .filter(pod -> !pod.getKey().matches(leftOut))
                .map(Map.Entry::getValue)
                .reduce(Size::plus)
                .orElseThrow();
    }

    private static JsonNode values(String file) {
        return Yaml.read(Resources.ROOT.resolve(file)).get(0);
    }

    private static Size size(JsonNode resources) {
        JsonNode requests = resources.path("requests");
        return new Size(
                Quantity.fromString(requests.path("cpu").asText()).getNumber(),
                Quantity.fromString(requests.path("memory").asText()).getNumber().divide(MEBIBYTE));
    }
}
