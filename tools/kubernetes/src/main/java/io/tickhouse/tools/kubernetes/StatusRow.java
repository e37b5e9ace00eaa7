package io.tickhouse.tools.kubernetes;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * A line of {@code tickhouse k8s status}. A field that does not apply is null, and is left out of
 * the JSON.
 *
 * @param ready whether it is as it should be
 * @param restarts of the containers of a pod
 * @param checkpointAge seconds since the newest checkpoint of a job
 * @param lag records of the raw topic that a job has still to read
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StatusRow(
        String kind,
        String name,
        boolean ready,
        String state,
        Integer restarts,
        Long checkpointAge,
        Long lag) {

    private static final String FORMAT = "%-16s %-42s %-28s %8s %12s %10s";

    static String header() {
        return FORMAT.formatted("KIND", "NAME", "STATE", "RESTARTS", "CHECKPOINT", "LAG").strip();
    }

    /** The line of any resource but a pod. */
    static StatusRow of(JsonNode resource) {
        Readiness readiness = Readiness.of(resource);
        String kind = resource.path("kind").asText();
        // A Job that is at work is as it should be, and its pod says whether it is.
        boolean atWork =
                kind.equals("Job")
                        && !readiness.hopeless()
                        && resource.at("/status/failed").asInt() == 0;
        return new StatusRow(
                kind,
                resource.at("/metadata/name").asText(),
                readiness.ready() || atWork,
                readiness.words(),
                null,
                null,
                null);
    }

    static StatusRow ofPod(JsonNode pod) {
        int ready = 0;
        int restarts = 0;
        String waiting = "";
        JsonNode containers = pod.at("/status/containerStatuses");
        for (JsonNode container : containers) {
            ready += container.path("ready").asBoolean() ? 1 : 0;
            restarts += container.path("restartCount").asInt();
            waiting = container.at("/state/waiting/reason").asText(waiting);
        }
        String phase = pod.at("/status/phase").asText();
        boolean over = phase.equals("Succeeded");
        return new StatusRow(
                "Pod",
                pod.at("/metadata/name").asText(),
                over || (phase.equals("Running") && ready == containers.size()),
                over
                        ? "succeeded"
                        : "%s %d/%d"
                                .formatted(
                                        (waiting.isEmpty() ? phase : waiting),
                                        ready,
                                        containers.size()),
                restarts,
                null,
                null);
    }

    /** The same line with what Flink itself tells about the job. */
    StatusRow with(Duration sinceCheckpoint, Long pendingRecords) {
        return new StatusRow(
                kind,
                name,
                ready,
                state,
                restarts,
                sinceCheckpoint == null ? null : sinceCheckpoint.toSeconds(),
                pendingRecords);
    }

    String text() {
        return FORMAT.formatted(
                        kind,
                        name,
                        state,
                        restarts == null ? "" : restarts,
                        checkpointAge == null ? "" : checkpointAge + " s ago",
                        lag == null ? "" : lag)
                .stripTrailing();
    }
}
