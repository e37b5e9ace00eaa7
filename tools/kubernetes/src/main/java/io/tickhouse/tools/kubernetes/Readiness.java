package io.tickhouse.tools.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.Printable;
import java.util.Locale;

/**
 * How far a resource is, as its status tells.
 *
 * @param ready it does what its specification says
 * @param hopeless waiting does not help
 * @param words the state in one line
 */
record Readiness(boolean ready, boolean hopeless, String words) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads one resource of {@code kubectl get -o json}. */
    static Readiness of(JsonNode resource) {
        return switch (resource.path("kind").asText()) {
            case "Deployment" -> deployment(resource);
            case "StatefulSet" -> replicas(resource, "readyReplicas", "ready");
            case "Job" -> job(resource);
            case "FlinkDeployment" -> flinkJob(resource);
            case "FlinkStateSnapshot" -> snapshot(resource);
            case "CustomResourceDefinition" -> condition(resource, "Established");
            default -> condition(resource, "Ready");
        };
    }

    /** The name with its kind, as kubectl writes it. */
    static String name(JsonNode resource) {
        return resource.path("kind").asText().toLowerCase(Locale.ROOT)
                + "/"
                + resource.at("/metadata/name").asText();
    }

    /** While a Deployment is replaced, its old pods are available as well, and do not count. */
    private static Readiness deployment(JsonNode resource) {
        JsonNode status = resource.path("status");
        int updated = status.path("updatedReplicas").asInt();
        Readiness available = replicas(resource, "availableReplicas", "available");
        boolean replaced =
                updated >= resource.at("/spec/replicas").asInt(1)
                        && status.path("replicas").asInt() <= updated;
        return new Readiness(
                available.ready() && replaced,
                false,
                available.words() + (available.ready() && !replaced ? ", being replaced" : ""));
    }

    private static Readiness replicas(JsonNode resource, String field, String word) {
        int wanted = resource.at("/spec/replicas").asInt(1);
        int there = resource.path("status").path(field).asInt();
        return new Readiness(
                seen(resource) && there >= wanted,
                false,
                "%d of %d %s".formatted(Math.min(there, wanted), wanted, word));
    }

    private static Readiness job(JsonNode job) {
        for (JsonNode condition : job.at("/status/conditions")) {
            if (condition.path("status").asText().equals("True")) {
                if (condition.path("type").asText().equals("Complete")) {
                    return new Readiness(true, false, "complete");
                }
                if (condition.path("type").asText().equals("Failed")) {
                    return new Readiness(
                            false, true, "failed: " + line(condition.path("message").asText()));
                }
            }
        }
        int failed = job.at("/status/failed").asInt();
        return new Readiness(
                false, false, failed == 0 ? "not complete" : failed + " tries failed so far");
    }

    private static Readiness condition(JsonNode resource, String type) {
        String why = "";
        for (JsonNode condition : resource.at("/status/conditions")) {
            boolean holds = condition.path("status").asText().equals("True");
            if (condition.path("type").asText().equals(type) && holds) {
                return seen(resource)
                        ? new Readiness(true, false, type.toLowerCase(Locale.ROOT))
                        : new Readiness(false, false, "change not seen by its operator yet");
            }
            if (condition.path("type").asText().equals("NotReady") && holds) {
                why = ": " + line(condition.path("message").asText());
            }
        }
        return new Readiness(false, false, "not " + type.toLowerCase(Locale.ROOT) + why);
    }

    /** Whether what acts on the resource has seen its newest specification. */
    private static boolean seen(JsonNode resource) {
        return resource.at("/status/observedGeneration").asLong(Long.MAX_VALUE)
                >= resource.at("/metadata/generation").asLong();
    }

    private static Readiness snapshot(JsonNode snapshot) {
        String state = snapshot.at("/status/state").asText("TRIGGER_PENDING");
        String error = snapshot.at("/status/error").asText();
        return new Readiness(
                state.equals("COMPLETED"),
                state.equals("FAILED") || state.equals("ABANDONED"),
                words(state) + (error.isEmpty() ? "" : ": " + line(error)));
    }

    /**
     * A job is ready when the operator has worked off its newest specification, and it runs or is
     * suspended as that says. Right after a change its status still shows the job from before. One
     * without state may end, too. One that rests is ready whatever changes: the operator looks at
     * its specification when it is to run.
     */
    private static Readiness flinkJob(JsonNode deployment) {
        JsonNode status = deployment.path("status");
        String state = status.at("/jobStatus/state").asText("not started");
        String lifecycle = status.path("lifecycleState").asText("CREATED");
        boolean suspend = deployment.at("/spec/job/state").asText().equals("suspended");
        boolean atRest = suspend && (lifecycle.equals("CREATED") || lifecycle.equals("SUSPENDED"));
        boolean workedOff =
                atRest
                        || (status.path("observedGeneration").asLong(0)
                                        >= deployment.at("/metadata/generation").asLong()
                                && status.at("/reconciliationStatus/state")
                                        .asText()
                                        .equals("DEPLOYED"));
        boolean ended = state.equals("FINISHED") && JobCommand.isStateless(deployment);
        boolean asWanted =
                suspend ? atRest : lifecycle.equals("STABLE") && (state.equals("RUNNING") || ended);
        String error = error(status.path("error").asText());
        return new Readiness(
                workedOff && asWanted && error.isEmpty(),
                workedOff
                        && !suspend
                        && state.equals("FAILED")
                        && JobCommand.isStateless(deployment),
                state
                        + ", "
                        + words(lifecycle)
                        + (workedOff ? "" : ", change not done yet")
                        + (error.isEmpty() ? "" : ": " + error));
    }

    /** The operator writes an exception as JSON, whose innermost message says most. */
    private static String error(String error) {
        JsonNode exception = read(error);
        if (!exception.isObject()) {
            return line(error);
        }
        String message = exception.path("message").asText();
        for (JsonNode cause : exception.path("throwableList")) {
            message = cause.path("message").asText(message);
        }
        return line(message);
    }

    private static JsonNode read(String json) {
        try {
            return json.startsWith("{") ? JSON.readTree(json) : JSON.missingNode();
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private static String words(String state) {
        return state.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String line(String text) {
        return Printable.text(text.lines().findFirst().orElse("").strip());
    }
}
