package io.tickhouse.tools.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.cli.AnsweringServer;
import io.tickhouse.tools.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what a user sees of answers as a Flink cluster gives them. */
class FlinkCommandsTest {

    private static final String ID = "a".repeat(32);
    private static final String OLDER = "b".repeat(32);

    @TempDir private Path home;

    private AnsweringServer cluster;

    @BeforeEach
    void aClusterWithTwoJobs() throws IOException {
        cluster = new AnsweringServer();
        cluster.on(
                "GET /jobs/overview",
                """
                {"jobs":[
                  {"jid":"%s","name":"flatten old to x","state":"CANCELED",
                   "start-time":1000,"duration":60000,"end-time":61000,"tasks":{}},
                  {"jid":"%s","name":"flatten raw to flat","state":"RUNNING",
                   "start-time":2000,"duration":3723000,"end-time":-1,"tasks":{}}]}"""
                        .formatted(OLDER, ID));
        for (String id : List.of(ID, OLDER)) {
            cluster.on("GET /jobs/" + id + "/checkpoints", "{\"counts\":{\"completed\":12}}");
            cluster.on(
                    "GET /jobs/" + id + "/exceptions", "{\"exceptionHistory\":{\"entries\":[]}}");
        }
        cluster.on(
                "GET /jobs/" + ID + "/metrics?get=numRestarts",
                "[{\"id\":\"numRestarts\",\"value\":\"3\"}]");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void theNewestJobIsListedFirst() {
        CommandRun run = run("jobs");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        ID
                                + "  RUNNING      1H2M3S  checkpoints 12    restarts 3   flatten raw"
                                + " to flat",
                        OLDER
                                + "  CANCELED         1M  checkpoints 12    restarts 0   flatten old"
                                + " to x");
    }

    @Test
    void anEndedJobIsNotAskedForItsRestarts() {
        run("jobs");

        assertThat(cluster.asked())
                .contains("GET /jobs/" + ID + "/metrics?get=numRestarts")
                .doesNotContain("GET /jobs/" + OLDER + "/metrics?get=numRestarts");
    }

    @Test
    void theSameIsThereAsJson() throws IOException {
        JsonNode jobs = new ObjectMapper().readTree(run("jobs", "--json").out());

        assertThat(jobs).hasSize(2);
        assertThat(jobs.path(0).path("id").asText()).isEqualTo(ID);
        assertThat(jobs.path(0).path("restarts").asLong()).isEqualTo(3);
        assertThat(jobs.path(0).path("lastFailure").isNull()).isTrue();
    }

    @Test
    void withoutJobsItSaysHowToStartOne() {
        cluster.on("GET /jobs/overview", "{\"jobs\":[]}");

        assertThat(run("jobs").out())
                .isEqualTo(
                        "No jobs; ./tickhouse submit --home %s flatten starts one.%n"
                                .formatted(home));
        assertThat(run("jobs", "--json").out().strip()).isEqualTo("[]");
    }

    @Test
    void whatFlinkRefusesIsToldInItsFirstLine() {
        cluster.on(
                "GET /jobs/overview",
                500,
                "{\"errors\":[\"Service temporarily unavailable.\\n\\tat org.apache.flink.X\"]}");

        CommandRun run = run("jobs");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().strip()).isEqualTo("Flink refused: Service temporarily unavailable.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"500 | ''", "500 | {}", "404 | {\"errors\":[]}"})
    void aRefusalWithoutAReasonIsToldAsSuch(int status, String body) {
        cluster.on("GET /jobs/overview", status, body);

        assertThat(run("jobs").err().strip()).isEqualTo("Flink refused: no reason given");
    }

    @ParameterizedTest
    @CsvSource({"200, <html>", "502, <html>"})
    void anotherServerIsNotTakenForACluster(int status, String body) {
        cluster.on("GET /jobs/overview", status, body);

        CommandRun run = run("jobs");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("does not answer as a Flink cluster does.");
    }

    @Test
    void withoutAClusterItSaysHowToStartOne() {
        cluster.close();

        CommandRun run = run("jobs");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("No Flink cluster answers at " + cluster.url())
                .contains("./tickhouse up", "--flink");
    }

    @Test
    void aSavepointIsTakenOfTheJobWhoseNameBeginsSo() {
        completed("{\"location\":\"file:/s/savepoint-1\"}");
        cluster.on("POST /jobs/" + ID + "/savepoints", "{\"request-id\":\"r1\"}");

        CommandRun run = run("savepoint", "flatten", "--target", "file:/s");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().strip()).isEqualTo("file:/s/savepoint-1");
        assertThat(cluster.asked())
                .contains(
                        "POST /jobs/"
                                + ID
                                + "/savepoints {\"cancel-job\":false,\"target-directory\":\"file:/s\"}");
    }

    @ParameterizedTest
    @CsvSource({"--stop, false", "--drain, true"})
    void aJobIsStoppedWithItsSavepoint(String option, boolean drained) {
        completed("{\"location\":\"file:/s/savepoint-1\"}");
        cluster.on("POST /jobs/" + ID + "/stop", "{\"request-id\":\"r1\"}");
        ended("FINISHED");

        CommandRun run = run("savepoint", option, ID);

        assertThat(run.out().strip()).isEqualTo("file:/s/savepoint-1");
        assertThat(cluster.asked())
                .contains("POST /jobs/" + ID + "/stop {\"drain\":" + drained + "}");
    }

    @Test
    void whyASavepointFailedIsToldByItsInnermostCause() {
        completed(
                "{\"failure-cause\":{\"class\":\"x\",\"stack-trace\":"
                        + "\"a.B: outer\\n\\tat a.B.c\\nCaused by: java.io.IOException: disk full\\n\"}}");
        cluster.on("POST /jobs/" + ID + "/savepoints", "{\"request-id\":\"r1\"}");

        CommandRun run = run("savepoint", ID);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().strip()).isEqualTo("The savepoint failed: disk full");
    }

    @Test
    void aSavepointNeedsTimeAndAJob() {
        assertThat(run("savepoint", ID, "--timeout=0").exitCode()).isEqualTo(2);
        assertThat(cluster.asked()).isEmpty();
        assertThat(run("savepoint", "ingest").err()).contains("No job ingest runs");
    }

    @Test
    void aCancelledJobIsToldWithItsEnd() {
        cluster.on("PATCH /jobs/" + ID + "?mode=cancel", 202, "");
        ended("CANCELED");

        CommandRun run = run("cancel", ID);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().strip()).isEqualTo(ID + " CANCELED");
        assertThat(cluster.asked()).contains("PATCH /jobs/" + ID + "?mode=cancel");
    }

    @Test
    void anUnknownJobIsNotSubmitted() {
        CommandRun run = run("submit", "flaten");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("There is no job flaten; known: analytics, compact, flatten, ingest.");
        assertThat(cluster.asked()).isEmpty();
    }

    @Test
    void countersAreAddedUpOverAllOperators() {
        cluster.on("GET /jobs/" + ID, "{\"vertices\":[{\"id\":\"v1\"},{\"id\":\"v2\"}]}");
        String metrics = "/subtasks/metrics?agg=sum&get=flatten.arraysIn";
        cluster.on(
                "GET /jobs/" + ID + "/vertices/v1" + metrics,
                "[{\"id\":\"flatten.arraysIn\",\"sum\":1.5E7}]");
        cluster.on(
                "GET /jobs/" + ID + "/vertices/v2" + metrics,
                "[{\"id\":\"flatten.arraysIn\",\"sum\":3.0}]");

        assertThat(client().counter(ID, "flatten.arraysIn")).isEqualTo(15_000_003);
    }

    @Test
    void theSettingsAndTaskManagersOfAClusterAreRead() {
        cluster.on(
                "GET /jobmanager/config",
                "[{\"key\":\"b\",\"value\":\"2\"},{\"key\":\"a\",\"value\":\"1\"}]");
        cluster.on("GET /overview", "{\"taskmanagers\":2,\"slots-total\":4}");

        assertThat(client().settings()).hasToString("{a=1, b=2}");
        assertThat(client().taskManagers()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RUNNING | {\"total\":3,\"running\":2,\"finished\":1} | true",
                "FINISHED | {\"total\":3,\"finished\":3} | true",
                "CANCELED | {\"total\":3,\"canceled\":3} | true",
                "RUNNING | {\"total\":3,\"running\":2,\"initializing\":1} | false",
                "RESTARTING | {\"total\":3,\"canceled\":3} | false",
                "INITIALIZING | {\"total\":0} | false"
            })
    void aJobHasStartedWhenAllItsTasksRun(String state, String tasks, boolean started) {
        starting(state, tasks);

        assertThat(client().awaitStart(ID, Duration.ZERO)).isEqualTo(started);
    }

    @Test
    void aJobThatFailsAsItStartsIsToldInItsOwnWords() {
        starting("FAILED", "{\"total\":3,\"canceled\":3}");
        cluster.on(
                "GET /jobs/" + ID + "/exceptions",
                "{\"exceptionHistory\":{\"entries\":[{\"stacktrace\":\"a.B: c\\nCaused by:"
                        + " io.tickhouse.connectors.Refusal: The state is that of another job.\"}]}}");

        assertThatThrownBy(() -> client().awaitStart(ID, Duration.ZERO))
                .isInstanceOf(UserError.class)
                .hasMessage("The state is that of another job.");
    }

    private void starting(String state, String tasks) {
        cluster.on(
                "GET /jobs/overview",
                "{\"jobs\":[{\"jid\":\"%s\",\"state\":\"%s\",\"tasks\":%s}]}"
                        .formatted(ID, state, tasks));
    }

    private void completed(String operation) {
        cluster.on(
                "GET /jobs/" + ID + "/savepoints/r1",
                "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":" + operation + "}");
    }

    /** The job is found by its id, and has come to its end when it is looked at again. */
    private void ended(String state) {
        cluster.on(
                "GET /jobs/overview",
                "{\"jobs\":[{\"jid\":\"%s\",\"name\":\"flatten\",\"state\":\"%s\"}]}"
                        .formatted(ID, state));
    }

    private FlinkClient client() {
        return new FlinkClient(cluster.url() + "/");
    }

    private CommandRun run(String... line) {
        List<String> arguments = new ArrayList<>(List.of(line));
        arguments.addAll(1, List.of("--home", home.toString(), "--flink", cluster.url() + "/"));
        return CommandRun.of(arguments.toArray(String[]::new));
    }
}
