package io.tickhouse.tools.kubernetes;

import io.tickhouse.tools.kubernetes.Step.Await;
import io.tickhouse.tools.kubernetes.Step.Command;
import io.tickhouse.tools.kubernetes.Step.Delete;
import io.tickhouse.tools.kubernetes.Step.Image;
import io.tickhouse.tools.kubernetes.Step.Secret;
import io.tickhouse.tools.kubernetes.Step.Secret.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The steps from an empty cluster to the pipeline and back: those that docs/kubernetes.md lists.
 * Operators come before what they act on, and go after it.
 */
final class Plan {

    /** That of the resources; the operators watch no other. */
    static final String NAMESPACE = "tickhouse";

    static final String AUDIT = "audit";
    static final String AUDIT_WITHOUT_PINOT = "audit-no-pinot";
    static final String AUDIT_OF_THE_TWIN = "audit-twin";

    private static final String STRIMZI =
            "strimzi strimzi-kafka-operator --repo https://strimzi.io/charts/ --version 1.2.0"
                    + " -n strimzi --create-namespace -f kafka/k8s/helm-values.yaml";
    private static final String FLINK =
            "flink-operator flink-kubernetes-operator --repo"
                    + " https://archive.apache.org/dist/flink/flink-kubernetes-operator-1.15.0/"
                    + " --version 1.15.0 -n flink-operator --create-namespace"
                    + " -f flink-operator/helm-values.yaml";
    private static final String PINOT =
            "pinot pinot --repo https://raw.githubusercontent.com/apache/pinot/master/helm"
                    + " --version 1.0.0 -n tickhouse -f pinot/k8s/helm-values.yaml";

    private static final Set<Part> JOBS = Set.of(Part.JOBS, Part.ANALYTICS, Part.INGEST);

    private final List<Step> steps = new ArrayList<>();
    private final Duration atMost;

    private Plan(Duration atMost) {
        this.atMost = atMost;
    }

    /**
     * What starts a Minikube and builds the images in it.
     *
     * @param size options of {@code minikube start} for a new profile
     * @param again whether images are built that are there
     */
    static List<Step> minikube(String profile, Set<Part> parts, String size, boolean again) {
        List<Step> steps = new ArrayList<>();
        steps.add(
                Command.of(
                        "minikube start -p "
                                + profile
                                + " "
                                + size
                                + " --disk-size=60g --cni=calico"));
        images(parts)
                .forEach(
                        (tag, dockerfile) -> steps.add(new Image(profile, tag, dockerfile, again)));
        return steps;
    }

    private static Map<String, String> images(Set<Part> parts) {
        Map<String, String> images = new LinkedHashMap<>();
        if (hasJobs(parts)) {
            images.put("tickhouse/jobs:0.1.0", "flink-operator/Dockerfile");
        }
        if (parts.contains(Part.MINIO)) {
            images.put("tickhouse/catalog:0.1.0", "minio/catalog/Dockerfile");
        }
        if (parts.contains(Part.STREAMS)) {
            images.put("tickhouse/flatten-streams:0.1.0", "kafka/streams/Dockerfile");
        }
        // For the Job that applies Pinot's tables, and for those of the demo.
        images.put("tickhouse/tools:0.1.0", "tools/Dockerfile");
        return images;
    }

    /**
     * What sets up these parts.
     *
     * @param atMost how long each wait may take
     */
    static List<Step> up(Overlay overlay, Set<Part> parts, Duration atMost) {
        Plan plan = new Plan(atMost);
        plan.run("kubectl apply -f flink-operator/namespace.yaml");
        plan.run(
                "kubectl annotate --overwrite namespace tickhouse",
                "tickhouse.io/overlay=" + overlay.name());
        plan.operators(parts);
        plan.secrets(overlay, parts);
        if (parts.contains(Part.KAFKA)) {
            plan.run("kubectl apply -k", overlay.kafka());
        }
        if (parts.contains(Part.MINIO)) {
            plan.run("kubectl apply -k minio/k8s");
        }
        if (parts.contains(Part.KAFKA)) {
            plan.await("condition=Ready", "kafka/tickhouse");
            plan.await("condition=Ready", "kafkatopic,kafkauser", "--all");
        }
        if (parts.contains(Part.MINIO)) {
            plan.await("condition=Available", "deployment/catalog");
        }
        if (parts.contains(Part.PINOT)) {
            plan.run("helm upgrade --install " + PINOT);
            plan.await("jsonpath={.status.readyReplicas}=1", "statefulset", "--all");
            // One that failed would fail again, and one that is complete would not run again.
            plan.run("kubectl delete job -n tickhouse pinot-apply --ignore-not-found");
            plan.run("kubectl apply -k pinot/k8s");
            plan.await("condition=Complete", "job/pinot-apply");
        }
        plan.jobs(overlay, parts);
        if (parts.contains(Part.STREAMS)) {
            plan.run("kubectl apply -k kafka/streams/k8s");
            plan.await("condition=Available", "deployment/kstreams-flatten-app");
        }
        return List.copyOf(plan.steps);
    }

    private void operators(Set<Part> parts) {
        if (parts.contains(Part.KAFKA)) {
            run("helm upgrade --install " + STRIMZI);
            awaitIn("strimzi", "condition=Available", "deployment", "--all");
        }
        if (hasJobs(parts)) {
            run("helm upgrade --install " + FLINK);
            awaitIn("flink-operator", "condition=Available", "deployment", "--all");
        }
    }

    private void secrets(Overlay overlay, Set<Part> parts) {
        if (overlay.minikube()) {
            Map<String, Value> keys = new LinkedHashMap<>();
            keys.put("access-key", Value.text("tickhouse"));
            keys.put("secret-key", Value.random());
            steps.add(new Secret("s3", keys));
            steps.add(new Secret("postgres", Map.of("password", Value.random())));
        }
        if (parts.contains(Part.INGEST)) {
            Map<String, Value> keys = new LinkedHashMap<>();
            keys.put("key-id", Value.variable("APCA_API_KEY_ID"));
            keys.put("secret-key", Value.variable("APCA_API_SECRET_KEY"));
            steps.add(new Secret("alpaca", keys));
        }
    }

    private void jobs(Overlay overlay, Set<Part> parts) {
        if (!hasJobs(parts)) {
            return;
        }
        List<String> chosen = new ArrayList<>(List.of("flatten"));
        List<String> leftOut = new ArrayList<>();
        // One takes much memory, the other needs an account of Alpaca.
        for (Part part : List.of(Part.ANALYTICS, Part.INGEST)) {
            if (parts.contains(part)) {
                chosen.add(part.toString());
            } else {
                leftOut.add("app.kubernetes.io/name!=" + part);
            }
        }
        if (leftOut.isEmpty()) {
            run("kubectl apply -k", overlay.jobs());
        } else {
            run("kubectl apply -k", overlay.jobs(), "-l", String.join(",", leftOut));
        }
        chosen.forEach(job -> steps.add(running(job, atMost)));
    }

    /** Whether jobs of Flink are among them; the flatten job is one then. */
    static boolean hasJobs(Set<Part> parts) {
        return !Collections.disjoint(parts, JOBS);
    }

    /** Sample data, as a Job; an earlier one and its audits go first. */
    static List<Step> generate(Duration atMost) {
        Plan plan = new Plan(atMost);
        plan.run(
                "kubectl delete job -n tickhouse generate "
                        + String.join(" ", AUDIT, AUDIT_WITHOUT_PINOT, AUDIT_OF_THE_TWIN)
                        + " --ignore-not-found");
        plan.run("kubectl apply -k tools/k8s -l app.kubernetes.io/component!=audit");
        plan.await("condition=Complete", "job/generate");
        return List.copyOf(plan.steps);
    }

    /** An audit, as the Job of this name. */
    static List<Step> audit(String job, Duration atMost) {
        Plan plan = new Plan(atMost);
        plan.run("kubectl apply -k tools/k8s -l app.kubernetes.io/name=" + job);
        plan.await("condition=Complete", "job/" + job);
        return List.copyOf(plan.steps);
    }

    /** The wait until a job of Flink runs, or is suspended if its resource says so. */
    static Await running(String job, Duration atMost) {
        return new Await(
                NAMESPACE,
                List.of("flinkdeployment/" + job),
                "jsonpath={.status.jobStatus.state}=RUNNING",
                atMost);
    }

    /** Removes the jobs; Kafka, the store, the catalog and Pinot stay, with their data. */
    static List<Step> deleteApp(Overlay overlay, Duration atMost) {
        Plan plan = new Plan(atMost);
        plan.delete("flinkdeployment -n tickhouse --all");
        plan.delete("--ignore-not-found -k", overlay.jobs());
        plan.delete("--ignore-not-found -k kafka/streams/k8s");
        plan.delete("--ignore-not-found -k tools/k8s");
        return List.copyOf(plan.steps);
    }

    /** Removes all, with all data. Only the definitions of the operators' resources stay. */
    static List<Step> deleteAll(Overlay overlay, Duration atMost) {
        Plan plan = new Plan(atMost);
        plan.steps.addAll(deleteApp(overlay, atMost));
        // Each upgrade left one. Without its operator it keeps the namespace, for ever.
        plan.delete("flinkstatesnapshot -n tickhouse --all");
        plan.run("helm uninstall pinot -n tickhouse --ignore-not-found");
        plan.delete("--ignore-not-found -k pinot/k8s");
        plan.delete("--ignore-not-found -k minio/k8s");
        // What removes them runs inside of the Kafka cluster, so that must not go first.
        plan.delete("kafkatopic,kafkauser -n tickhouse --all");
        plan.delete("--ignore-not-found -k", overlay.kafka());
        plan.run("helm uninstall flink-operator -n flink-operator --ignore-not-found");
        plan.run("helm uninstall strimzi -n strimzi --ignore-not-found");
        plan.delete("--ignore-not-found namespace tickhouse flink-operator strimzi");
        return List.copyOf(plan.steps);
    }

    private void run(String text, String... more) {
        steps.add(Command.of(text, more));
    }

    private void delete(String text, String... more) {
        String limit = "kubectl delete --timeout=" + atMost.toSeconds() + "s ";
        steps.add(new Delete(Command.of(limit + text, more).words()));
    }

    private void await(String condition, String... resources) {
        awaitIn(NAMESPACE, condition, resources);
    }

    private void awaitIn(String namespace, String condition, String... resources) {
        steps.add(new Await(namespace, List.of(resources), condition, atMost));
    }
}
