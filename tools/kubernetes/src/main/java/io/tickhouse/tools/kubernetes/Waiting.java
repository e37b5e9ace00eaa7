package io.tickhouse.tools.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.tickhouse.tools.UserError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Waits for resources as {@code kubectl wait} does, but says how far they are and why not further.
 */
final class Waiting {

    private static final int NAMED = 3;

    private final Cluster cluster;
    private final Map<String, Instant> problems = new HashMap<>();
    private String said = "";

    Waiting(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Returns the resources when all are ready.
     *
     * @throws UserError if one can never be, a pod of one has a problem that lasts, or the time is
     *     over
     */
    List<JsonNode> until(Step.Await await) {
        Instant deadline = Instant.now().plus(await.atMost());
        while (true) {
            List<JsonNode> resources = resources(await);
            List<JsonNode> unready = unready(resources);
            if (!resources.isEmpty() && unready.isEmpty()) {
                return resources;
            }
            String state =
                    resources.isEmpty()
                            ? "nothing there yet"
                            : "%d of %d ready; %s"
                                    .formatted(
                                            resources.size() - unready.size(),
                                            resources.size(),
                                            words(unready));
            say(state);
            explain(await.namespace(), unready);
            if (!Instant.now().isBefore(deadline)) {
                throw UserError.failed(
                        "Not ready after %d s (%s): ./tickhouse k8s status shows the whole, and the"
                                        .formatted(await.atMost().toSeconds(), state)
                                + " same command goes on from here.");
            }
            pause(cluster.machine().poll());
        }
    }

    /** An API server under load may miss an answer; the deadline decides. */
    private List<JsonNode> resources(Step.Await await) {
        try {
            return cluster.list(await.resources().get(0), "-n", await.namespace());
        } catch (UserError e) {
            if (!e.isOutage()) {
                throw e;
            }
            say(e.getMessage());
            return List.of();
        }
    }

    private static List<JsonNode> unready(List<JsonNode> resources) {
        List<JsonNode> unready = new ArrayList<>();
        for (JsonNode resource : resources) {
            Readiness readiness = Readiness.of(resource);
            if (readiness.hopeless()) {
                String log =
                        resource.path("kind").asText().equals("Job")
                                ? ": ./tickhouse k8s logs %s says why"
                                        .formatted(resource.at("/metadata/name").asText())
                                : "";
                throw UserError.failed(
                        Readiness.name(resource) + " is " + readiness.words() + log + ".");
            }
            if (!readiness.ready()) {
                unready.add(resource);
            }
        }
        return unready;
    }

    private static String words(List<JsonNode> unready) {
        List<String> words =
                unready.stream()
                        .limit(NAMED)
                        .map(r -> Readiness.name(r) + " is " + Readiness.of(r).words())
                        .toList();
        return String.join("; ", words) + (unready.size() > NAMED ? " ..." : "");
    }

    private void explain(String namespace, List<JsonNode> unready) {
        JsonNode pods;
        try {
            pods = cluster.get("pods", "-n", namespace);
        } catch (UserError e) {
            if (e.isOutage()) {
                return;
            }
            throw e;
        }
        Map<String, Instant> earlier = Map.copyOf(problems);
        problems.clear();
        for (PodProblem problem : PodProblem.of(pods)) {
            Instant since = earlier.getOrDefault(problem.sentence(), Instant.now());
            problems.put(problem.sentence(), since);
            boolean ours =
                    unready.stream().anyMatch(r -> problem.isOf(r.at("/metadata/name").asText()));
            boolean lasts = !since.plus(cluster.machine().grace()).isAfter(Instant.now());
            if (ours && lasts && !problem.mayPass()) {
                throw UserError.failed(problem.sentence());
            }
            if (!earlier.containsKey(problem.sentence())) {
                cluster.say("  " + problem.sentence());
            }
        }
    }

    private void say(String state) {
        if (!state.equals(said)) {
            cluster.say("  " + state);
            said = state;
        }
    }

    static void pause(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.failed("Interrupted.", e);
        }
    }
}
