package io.tickhouse.tools.flink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Client of the REST API of a Flink cluster. Errors are thrown as {@link UserError}. */
public final class FlinkClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long POLL_MS = 250;

    /** The exception whose message is our jobs' own sentence about what is wrong. */
    static final String REFUSAL = "io.tickhouse.connectors.Refusal: ";

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String url;

    /**
     * Creates a client without connecting.
     *
     * @param url of the REST API, such as http://127.0.0.1:8081
     */
    public FlinkClient(String url) {
        this.url = url.replaceAll("/+$", "");
    }

    /** All jobs that the cluster remembers, the newest first. */
    public List<FlinkJob> jobs() {
        List<FlinkJob> jobs = new ArrayList<>();
        get("/jobs/overview").path("jobs").forEach(job -> jobs.add(read(job)));
        jobs.sort((a, b) -> Long.compare(b.startTime(), a.startTime()));
        return jobs;
    }

    private static FlinkJob read(JsonNode job) {
        return new FlinkJob(
                job.path("jid").asText(),
                job.path("name").asText(),
                job.path("state").asText(),
                job.path("start-time").asLong(),
                job.path("duration").asLong());
    }

    /**
     * The job with this id, or the running one whose name is or begins with this.
     *
     * @throws UserError if there is none, or the name fits more than one
     */
    public FlinkJob job(String idOrName) {
        return pick(jobs(), idOrName, url);
    }

    static FlinkJob pick(List<FlinkJob> jobs, String idOrName, String url) {
        Optional<FlinkJob> byId = jobs.stream().filter(j -> j.id().equals(idOrName)).findFirst();
        if (byId.isPresent()) {
            return byId.get();
        }
        List<FlinkJob> running =
                jobs.stream().filter(j -> !j.ended() && j.name().startsWith(idOrName)).toList();
        // Whole words of a name are meant as such, also where another word is longer.
        List<FlinkJob> exact =
                running.stream().filter(j -> (j.name() + " ").startsWith(idOrName + " ")).toList();
        List<FlinkJob> fitting = exact.isEmpty() ? running : exact;
        if (fitting.isEmpty()) {
            throw UserError.failed(
                    "No job %s runs at %s; ./tickhouse jobs lists them.".formatted(idOrName, url));
        }
        if (fitting.size() > 1) {
            throw UserError.failed(
                    "%d jobs fit %s: say which by its id, %s."
                            .formatted(
                                    fitting.size(),
                                    idOrName,
                                    fitting.stream()
                                            .map(j -> j.id() + " (" + j.name() + ")")
                                            .collect(Collectors.joining(" or "))));
        }
        return fitting.get(0);
    }

    /** Number of completed checkpoints of a job. */
    public long completedCheckpoints(String id) {
        return get("/jobs/" + id + "/checkpoints").path("counts").path("completed").asLong();
    }

    /** Bytes of the largest checkpoint that a job has completed; 0 if it has none yet. */
    public long largestCheckpoint(String id) {
        return get("/jobs/" + id + "/checkpoints").at("/summary/state_size/max").asLong();
    }

    /** When the newest checkpoint of a job was complete; empty if it has none yet. */
    public Optional<Instant> lastCheckpoint(String id) {
        JsonNode last = get("/jobs/" + id + "/checkpoints").at("/latest/completed");
        return last.path("latest_ack_timestamp").canConvertToLong()
                ? Optional.of(Instant.ofEpochMilli(last.path("latest_ack_timestamp").asLong()))
                : Optional.empty();
    }

    /**
     * Records that the sources of a job have still to read; empty if none of them tells, as Alpaca
     * does not.
     */
    public OptionalLong pendingRecords(String id) {
        OptionalLong pending = OptionalLong.empty();
        for (JsonNode vertex : get("/jobs/" + id).path("vertices")) {
            String metrics =
                    "/jobs/" + id + "/vertices/" + vertex.path("id").asText() + "/subtasks/metrics";
            for (JsonNode metric : get(metrics)) {
                String name = metric.path("id").asText();
                if (name.endsWith(".pendingRecords")) {
                    JsonNode sum =
                            get(
                                    metrics
                                            + "?agg=sum&get="
                                            + URLEncoder.encode(name, StandardCharsets.UTF_8));
                    pending =
                            OptionalLong.of(pending.orElse(0) + (long) sum.at("/0/sum").asDouble());
                }
            }
        }
        return pending;
    }

    /** The reason of a job's last failure, in one line; empty if it never failed. */
    public Optional<String> failure(String id) {
        return failures(id).why();
    }

    /** Number of restarts of a job since it was submitted. */
    public long restarts(String id) {
        JsonNode metrics = get("/jobs/" + id + "/metrics?get=numRestarts");
        return metrics.isEmpty() ? 0 : metrics.get(0).path("value").asLong();
    }

    /** The failures of a job that the cluster remembers: of a long history only the newest. */
    Failures failures(String id) {
        return Failures.read(get("/jobs/" + id + "/exceptions"));
    }

    /** The newest known savepoint or checkpoint that a job has completed. */
    Optional<SavedState> newestState(String id) {
        return newestState(get("/jobs/" + id + "/checkpoints"));
    }

    static Optional<SavedState> newestState(JsonNode checkpoints) {
        JsonNode latest = checkpoints.path("latest");
        return Stream.of(latest.path("completed"), latest.path("savepoint"))
                .filter(state -> state.path("external_path").isTextual())
                .max(Comparator.comparingLong(state -> state.path("id").asLong()))
                .map(
                        state ->
                                new SavedState(
                                        SavedState.normalized(state.path("external_path").asText()),
                                        state.path("latest_ack_timestamp").asLong()));
    }

    /**
     * A counter of an operator, summed over its subtasks, since the job last started.
     *
     * @param counter for example flatten.arraysIn
     */
    public long counter(String id, String counter) {
        long sum = 0;
        for (JsonNode vertex : get("/jobs/" + id).path("vertices")) {
            JsonNode metrics =
                    get(
                            "/jobs/"
                                    + id
                                    + "/vertices/"
                                    + vertex.path("id").asText()
                                    + "/subtasks/metrics?agg=sum&get="
                                    + counter);
            for (JsonNode metric : metrics) {
                sum += (long) metric.path("sum").asDouble();
            }
        }
        return sum;
    }

    /** Settings of the cluster that differ from their defaults, by name. */
    public Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        for (JsonNode setting : get("/jobmanager/config")) {
            settings.put(setting.path("key").asText(), setting.path("value").asText());
        }
        return settings;
    }

    /** Number of registered TaskManagers. */
    public int taskManagers() {
        return get("/overview").path("taskmanagers").asInt();
    }

    /**
     * Takes a savepoint and waits for it. The job continues.
     *
     * @param directory null for the cluster's setting
     * @return where it is
     */
    public String savepoint(String id, String directory, Duration atMost) {
        ObjectNode body = JSON.createObjectNode().put("cancel-job", false);
        if (directory != null) {
            body.put("target-directory", directory);
        }
        return await(id, post("/jobs/" + id + "/savepoints", body), atMost);
    }

    /**
     * Takes a savepoint and waits for it and for the end of the job.
     *
     * @param directory null for the cluster's setting
     * @return where it is
     */
    public String stop(String id, String directory, boolean drain, Duration atMost) {
        ObjectNode body = JSON.createObjectNode().put("drain", drain);
        if (directory != null) {
            body.put("targetDirectory", directory);
        }
        String savepoint = await(id, post("/jobs/" + id + "/stop", body), atMost);
        awaitEnd(id, atMost);
        return savepoint;
    }

    /** Cancels a job and waits for its end. */
    public FlinkJob cancel(String id, Duration atMost) {
        send(request("/jobs/" + id + "?mode=cancel").method("PATCH", BodyPublishers.noBody()));
        return awaitEnd(id, atMost);
    }

    private String await(String id, JsonNode triggered, Duration atMost) {
        String trigger = triggered.path("request-id").asText();
        Instant deadline = Instant.now().plus(atMost);
        while (Instant.now().isBefore(deadline)) {
            JsonNode status = get("/jobs/" + id + "/savepoints/" + trigger);
            if (status.path("status").path("id").asText().equals("COMPLETED")) {
                JsonNode operation = status.path("operation");
                if (operation.has("location")) {
                    return operation.path("location").asText();
                }
                String cause =
                        operation.path("failure-cause").path("stack-trace").asText("unknown");
                throw UserError.failed("The savepoint failed: " + Failures.sentence(cause));
            }
            pause();
        }
        throw UserError.failed(
                "The savepoint did not finish in "
                        + atMost.toSeconds()
                        + " s; the job's checkpoints page at "
                        + url
                        + " tells why.");
    }

    /**
     * Waits until all tasks of a submitted job run, or it has come to an end. The overview is the
     * one answer with its tasks that the cluster does not keep for seconds.
     *
     * @return false if the time was over before
     * @throws UserError with the job's own sentence if it has failed
     */
    boolean awaitStart(String id, Duration atMost) {
        Instant deadline = Instant.now().plus(atMost);
        while (true) {
            for (JsonNode job : get("/jobs/overview").path("jobs")) {
                FlinkJob found = read(job);
                if (!found.id().equals(id)) {
                    continue;
                }
                if (found.state().equals("FAILED")) {
                    throw UserError.failed(
                            failure(id).orElse("The job has failed; ./tickhouse jobs says why."));
                }
                if (found.ended() || allRun(job.path("tasks"))) {
                    return true;
                }
            }
            if (!Instant.now().isBefore(deadline)) {
                return false;
            }
            pause();
        }
    }

    /** Whether all tasks run, or have come to their end already. */
    private static boolean allRun(JsonNode tasks) {
        long total = tasks.path("total").asLong();
        long run = tasks.path("running").asLong() + tasks.path("finished").asLong();
        return total > 0 && run == total;
    }

    private FlinkJob awaitEnd(String id, Duration atMost) {
        Instant deadline = Instant.now().plus(atMost);
        FlinkJob job = job(id);
        while (!job.ended() && Instant.now().isBefore(deadline)) {
            pause();
            job = job(id);
        }
        if (!job.ended()) {
            throw UserError.failed("Job " + id + " is still " + job.state() + ".");
        }
        return job;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.failed("Interrupted.", e);
        }
    }

    private JsonNode get(String path) {
        return send(request(path).GET());
    }

    private JsonNode post(String path, ObjectNode body) {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString())));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30));
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() >= 400) {
                String first = JSON.readTree(response.body()).path("errors").path(0).asText();
                throw UserError.failed(
                        "Flink refused: " + first.lines().findFirst().orElse("no reason given"));
            }
            return response.body().isEmpty()
                    ? JSON.createObjectNode()
                    : JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw UserError.failed(url + " does not answer as a Flink cluster does.", e);
        } catch (IOException e) {
            throw UserError.failed(
                    "No Flink cluster answers at "
                            + url
                            + ": start one (./tickhouse up) or name it with --flink.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.failed("Interrupted.", e);
        }
    }
}
