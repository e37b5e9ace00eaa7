package io.tickhouse.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The resources as they are, and with a slip in the name of each of their fields. */
class ResourcesTest {

    @Test
    void minikubeHasNoFaults() {
        assertThat(Checks.faults(Resources.minikube())).isEmpty();
    }

    @Test
    void prodHasNoFaults() {
        assertThat(Checks.faults(Resources.prod())).isEmpty();
    }

    @Test
    void theAuditWithoutPinotDiffersInNothingElse() {
        Resources minikube = Resources.minikube();
        ObjectNode with = minikube.get("Job", "audit");
        ObjectNode without = minikube.get("Job", "audit-no-pinot");
        List<String> expected = args(with);
        assertThat(expected.removeIf(arg -> arg.startsWith("--pinot-"))).isTrue();
        expected.add(expected.size() - 1, "--no-pinot");

        assertThat(args(without)).isEqualTo(expected);
        assertThat(withoutArgs(without).toString().replace("audit-no-pinot", "audit"))
                .isEqualTo(withoutArgs(with).toString());
    }

    /** Two would do the same work, and a run that hangs must not keep the next ones away. */
    @Test
    void oneCareOfTheLakeAtATime() {
        JsonNode care = Resources.minikube().get("CronJob", "care");

        assertThat(care.at("/spec/concurrencyPolicy").asText()).isEqualTo("Forbid");
        assertThat(care.at("/spec/jobTemplate/spec/activeDeadlineSeconds").asInt())
                .isPositive()
                .isLessThan(3600);
    }

    private static ObjectNode withoutArgs(ObjectNode job) {
        ObjectNode copy = job.deepCopy();
        ((ObjectNode) copy.at("/spec/template/spec/containers/0")).remove("args");
        return copy;
    }

    private static List<String> args(JsonNode job) {
        List<String> args = new ArrayList<>();
        job.at("/spec/template/spec/containers/0/args").forEach(arg -> args.add(arg.asText()));
        return args;
    }

    /** Every field of every kind of resource that we have. */
    @Test
    void aSlipInTheNameOfAnyFieldIsFound() {
        List<String> unnoticed = new ArrayList<>();
        Set<String> looked = new HashSet<>();
        for (Resources cluster : List.of(Resources.minikube(), Resources.prod())) {
            for (ObjectNode resource : cluster.all()) {
                for (List<Object> path : fields(resource, List.of())) {
                    // One of each kind, and each job.
                    String field =
                            resource.path("kind").asText()
                                    + resource.at("/spec/job/entryClass").asText()
                                    + path;
                    if (looked.add(field)) {
                        Resources changed = withSlip(cluster, resource, path);
                        if (!Checks.notice(changed)) {
                            unnoticed.add(Resources.name(resource) + " " + path);
                        }
                    }
                }
            }
        }
        assertThat(looked).hasSizeGreaterThan(400);
        assertThat(unnoticed).isEmpty();
    }

    /** Paths to all fields but those with free names: files, annotations, variables of the twin. */
    private static List<List<Object>> fields(JsonNode node, List<Object> path) {
        List<List<Object>> fields = new ArrayList<>();
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                List<Object> below = new ArrayList<>(path);
                below.add(field.getKey());
                fields.add(below);
                if (!Set.of("annotations", "data").contains(field.getKey())) {
                    fields.addAll(fields(field.getValue(), below));
                }
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                List<Object> below = new ArrayList<>(path);
                below.add(i);
                fields.addAll(fields(node.get(i), below));
            }
        }
        return fields;
    }

    private static Resources withSlip(Resources all, ObjectNode resource, List<Object> path) {
        ObjectNode changed = resource.deepCopy();
        JsonNode parent = changed;
        for (Object step : path.subList(0, path.size() - 1)) {
            parent = step instanceof Integer index ? parent.get(index) : parent.get((String) step);
        }
        String name = (String) path.get(path.size() - 1);
        ObjectNode owner = (ObjectNode) parent;
        owner.set(slip(name), owner.remove(name));
        return new Resources(
                all.all().stream().map(each -> each.equals(resource) ? changed : each).toList());
    }

    /** The last two characters change places, or the last comes twice. */
    private static String slip(String name) {
        int last = name.length() - 1;
        return last == 0 || name.charAt(last) == name.charAt(last - 1)
                ? name + name.charAt(last)
                : name.substring(0, last - 1) + name.charAt(last) + name.charAt(last - 1);
    }
}
