package io.tickhouse.tools.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.flink.FlinkClient;
import io.tickhouse.tools.flink.FlinkJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tickhouse k8s status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the resources and pods of the pipeline, the state, last checkpoint and lag of"
                    + " its jobs, and what is wrong.",
            "Exit code 0 when all is as it should be."
        },
        footer = {"%nExample:", "  ./tickhouse k8s status --json"})
final class StatusCommand extends ClusterCommand {

    /** Definitions of the operators' resources, and how kubectl calls what they define. */
    private static final Map<String, String> DEFINED = new LinkedHashMap<>();

    static {
        DEFINED.put("flinkdeployments.flink.apache.org", "flinkdeployment");
        DEFINED.put("kafkas.kafka.strimzi.io", "kafka,kafkatopic,kafkauser");
    }

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        Cluster cluster = cluster();
        List<String> problems = new ArrayList<>();
        List<StatusRow> rows = new ArrayList<>();
        List<String> kinds = new ArrayList<>();
        Set<String> known = new HashSet<>();
        String[] definitions = DEFINED.keySet().toArray(String[]::new);
        cluster.list("crd", definitions)
                .forEach(crd -> known.add(crd.at("/metadata/name").asText()));
        for (Map.Entry<String, String> defined : DEFINED.entrySet()) {
            if (!known.contains(defined.getKey())) {
                problems.add(
                        Complaint.unknownKind(
                                defined.getValue().replaceFirst(",.*", ""), cluster.context()));
            } else {
                kinds.add(defined.getValue());
            }
        }
        kinds.addAll(List.of("statefulset", "deployment", "job"));
        for (JsonNode resource : cluster.list(String.join(",", kinds), "-n", Plan.NAMESPACE)) {
            // What an operator has made of one of our resources counts as that.
            if (resource.at("/metadata/ownerReferences").isEmpty()) {
                StatusRow row = StatusRow.of(resource);
                rows.add(
                        resource.path("kind").asText().equals("FlinkDeployment")
                                ? asked(cluster, row)
                                : row);
            }
        }
        JsonNode pods = cluster.get("pods", "-n", Plan.NAMESPACE);
        pods.path("items").forEach(pod -> rows.add(StatusRow.ofPod(pod)));
        PodProblem.of(pods).forEach(problem -> problems.add(problem.sentence()));
        if (rows.isEmpty()) {
            problems.add(
                    "Tickhouse is not in "
                            + cluster.context()
                            + ": ./tickhouse k8s up sets it up.");
        }
        boolean well = problems.isEmpty() && rows.stream().allMatch(StatusRow::ready);
        print(cluster, rows, problems, well);
        return well ? 0 : 1;
    }

    /** What Flink tells of a job; the columns stay empty where it cannot be asked. */
    private static StatusRow asked(Cluster cluster, StatusRow row) {
        try (Tunnel tunnel = Tunnel.open(cluster, row.name() + "-rest", 8081, Tunnel.ANY)) {
            FlinkClient flink = new FlinkClient("http://127.0.0.1:" + tunnel.port());
            for (FlinkJob job : flink.jobs()) {
                if (!job.ended()) {
                    OptionalLong lag = flink.pendingRecords(job.id());
                    if (lag.isEmpty()) {
                        // Flink collects its metrics when it is asked for them, and has them later.
                        Waiting.pause(cluster.machine().poll());
                        lag = flink.pendingRecords(job.id());
                    }
                    return row.with(
                            flink.lastCheckpoint(job.id())
                                    .map(at -> Duration.between(at, Instant.now()))
                                    .orElse(null),
                            lag.isPresent() ? lag.getAsLong() : null);
                }
            }
        } catch (UserError unreachable) {
            return row;
        }
        return row;
    }

    private void print(Cluster cluster, List<StatusRow> rows, List<String> problems, boolean well)
            throws JsonProcessingException {
        if (json) {
            ObjectMapper mapper = new ObjectMapper();
            ObjectNode all = mapper.createObjectNode();
            all.put("context", cluster.context().name());
            all.put("server", cluster.context().server());
            all.put("ready", well);
            all.set("resources", mapper.valueToTree(rows));
            all.set("problems", mapper.valueToTree(problems));
            out().println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(all));
            return;
        }
        out().println("Context " + cluster.context() + ", namespace " + Plan.NAMESPACE);
        if (!rows.isEmpty()) {
            out().println(StatusRow.header());
            rows.forEach(row -> out().println(row.text()));
        }
        problems.forEach(out()::println);
    }
}
