package io.tickhouse.tools.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.tickhouse.tools.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tickhouse k8s logs}. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Shows the log of a job, of a service or of one pod.",
        footer = {
            "%nExamples:",
            "  ./tickhouse k8s logs flatten",
            "  ./tickhouse k8s logs flink-operator --follow"
        })
final class LogsCommand extends ClusterCommand {

    /** In the order in which they are looked at: the job of Flink, our own pods, Kafka's. */
    private static final List<String> LABELS =
            List.of("app", "app.kubernetes.io/name", "strimzi.io/cluster");

    @Parameters(
            paramLabel = "NAME",
            description =
                    "A job, a service (kafka, pinot, s3, catalog, postgres, audit ...), an operator"
                            + " (strimzi, flink-operator) or a pod.")
    private String name;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on as lines come, until Ctrl-C.")
    private boolean follow;

    @Option(
            names = "--lines",
            paramLabel = "N",
            defaultValue = "100",
            description = "Last lines of each pod (default ${DEFAULT-VALUE}).")
    private int lines;

    @Override
    public Integer call() {
        Cluster cluster = cluster();
        List<String> words = new ArrayList<>(List.of("kubectl", "logs"));
        switch (name) {
            case "strimzi" ->
                    words.addAll(List.of("-n", name, "deployment/strimzi-cluster-operator"));
            case "flink-operator" ->
                    words.addAll(List.of("-n", name, "deployment/flink-kubernetes-operator"));
            default -> {
                words.addAll(List.of("-n", Plan.NAMESPACE));
                words.addAll(target(cluster.get("pods", "-n", Plan.NAMESPACE), name));
            }
        }
        words.addAll(List.of("--all-containers", "--prefix", "--tail=" + lines));
        if (follow) {
            words.add("--follow");
        }
        return machine().programs().follow(cluster.inContext(words), out()::println) == 0 ? 0 : 1;
    }

    /** The arguments of {@code kubectl logs} that mean these pods. */
    static List<String> target(JsonNode pods, String name) {
        String cluster = name.equals("kafka") ? Plan.NAMESPACE : name;
        TreeSet<String> known = new TreeSet<>();
        for (JsonNode pod : pods.path("items")) {
            if (pod.at("/metadata/name").asText().equals(name)) {
                return List.of(name);
            }
            known.add(pod.at("/metadata/name").asText());
        }
        Optional<String> label = LABELS.stream().filter(l -> has(pods, l, cluster)).findFirst();
        return List.of(
                "--max-log-requests=20",
                "-l",
                label.orElseThrow(
                                () ->
                                        UserError.failed(
                                                "There is no pod of %s; there are: %s."
                                                        .formatted(
                                                                name,
                                                                known.isEmpty()
                                                                        ? "none"
                                                                        : String.join(
                                                                                ", ", known))))
                        + "="
                        + cluster);
    }

    private static boolean has(JsonNode pods, String label, String value) {
        for (JsonNode pod : pods.path("items")) {
            if (pod.path("metadata").path("labels").path(label).asText().equals(value)) {
                return true;
            }
        }
        return false;
    }
}
