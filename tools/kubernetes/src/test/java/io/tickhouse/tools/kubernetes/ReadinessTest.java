package io.tickhouse.tools.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadinessTest {

    private static Readiness of(String json) {
        return Readiness.of(Json.of(json));
    }

    @Test
    void aDeploymentNeedsAllReplicasOfItsNewestSpecification() {
        String deployment =
                """
                {'kind': 'Deployment', 'metadata': {'name': 'catalog', 'generation': 2},
                 'spec': {'replicas': 2},
                 'status': {'observedGeneration': %d, 'availableReplicas': %d,
                  'updatedReplicas': 2, 'replicas': 2}}
                """;

        assertThat(of(deployment.formatted(2, 2)))
                .isEqualTo(new Readiness(true, false, "2 of 2 available"));
        assertThat(of(deployment.formatted(2, 1)))
                .isEqualTo(new Readiness(false, false, "1 of 2 available"));
        assertThat(of(deployment.formatted(1, 2)).ready()).isFalse();
        assertThat(of("{'kind': 'Deployment', 'spec': {}, 'status': {}}"))
                .isEqualTo(new Readiness(false, false, "0 of 1 available"));
    }

    @Test
    void theOldPodsOfADeploymentDoNotCount() {
        assertThat(
                        of(
                                """
                                {'kind': 'Deployment', 'metadata': {'name': 'catalog'},
                                 'spec': {'replicas': 1}, 'status': {'availableReplicas': 1,
                                  'updatedReplicas': 1, 'replicas': 2}}
                                """))
                .isEqualTo(new Readiness(false, false, "1 of 1 available, being replaced"));
    }

    @Test
    void aStatefulSetNeedsReadyPods() {
        assertThat(
                        of(
                                """
                                {'kind': 'StatefulSet', 'metadata': {'name': 's3', 'generation': 1},
                                 'spec': {'replicas': 1}, 'status': {'observedGeneration': 1,
                                 'readyReplicas': 1, 'replicas': 1}}
                                """))
                .isEqualTo(new Readiness(true, false, "1 of 1 ready"));
    }

    @Test
    void aJobThatFailedNeverCompletes() {
        String job =
                """
                {'kind': 'Job', 'metadata': {'name': 'audit'}, 'status': {'failed': %d,
                 'conditions': [{'type': '%s', 'status': '%s', 'message': '%s'}]}}
                """;

        assertThat(of(job.formatted(0, "Complete", "True", "")))
                .isEqualTo(new Readiness(true, false, "complete"));
        assertThat(
                        of(
                                job.formatted(
                                        1,
                                        "Failed",
                                        "True",
                                        "Job has reached the specified backoff limit")))
                .isEqualTo(
                        new Readiness(
                                false,
                                true,
                                "failed: Job has reached the specified backoff limit"));
        assertThat(of(job.formatted(3, "Suspended", "False", "")))
                .isEqualTo(new Readiness(false, false, "3 tries failed so far"));
        assertThat(of("{'kind': 'Job', 'status': {'active': 1}}"))
                .isEqualTo(new Readiness(false, false, "not complete"));
    }

    @Test
    void aResourceOfStrimziSaysWhyItIsNotReady() {
        String topic =
                """
                {'kind': 'KafkaTopic', 'metadata': {'name': 'iex_data', 'generation': 3},
                 'status': {'observedGeneration': %d, 'conditions': [
                   {'type': '%s', 'status': 'True', 'message': 'no broker'}]}}
                """;

        assertThat(of(topic.formatted(3, "Ready"))).isEqualTo(new Readiness(true, false, "ready"));
        assertThat(of(topic.formatted(2, "Ready")))
                .isEqualTo(new Readiness(false, false, "change not seen by its operator yet"));
        assertThat(of(topic.formatted(3, "NotReady")))
                .isEqualTo(new Readiness(false, false, "not ready: no broker"));
        assertThat(of("{'kind': 'Kafka', 'metadata': {'name': 'tickhouse', 'generation': 1}}"))
                .isEqualTo(new Readiness(false, false, "not ready"));
    }

    /** The fields of a FlinkDeployment that count, as operator 1.15 writes them. */
    private static String job(
            String wanted, String state, String lifecycle, String reconciled, int generation) {
        return """
        {'kind': 'FlinkDeployment', 'metadata': {'name': 'flatten', 'generation': 4},
         'spec': {'job': {'state': '%s'}},
         'status': {'lifecycleState': '%s', 'jobStatus': {'state': '%s'},
           'reconciliationStatus': {'state': '%s'}, 'observedGeneration': %d}}
        """
                .formatted(wanted, lifecycle, state, reconciled, generation);
    }

    @ParameterizedTest
    @CsvSource({
        "running, RUNNING, STABLE, DEPLOYED, 4, true",
        "running, RUNNING, DEPLOYED, DEPLOYED, 4, false",
        "running, RECONCILING, STABLE, DEPLOYED, 4, false",
        // Right after a change: the job from before runs.
        "running, RUNNING, STABLE, DEPLOYED, 3, false",
        "running, RUNNING, UPGRADING, UPGRADING, 4, false",
        "suspended, FINISHED, SUSPENDED, DEPLOYED, 4, true",
        "suspended, RUNNING, STABLE, DEPLOYED, 3, false",
    })
    void aJobIsReadyWhenItsOperatorIsDoneWithItsNewestSpecification(
            String wanted,
            String state,
            String lifecycle,
            String reconciled,
            int generation,
            boolean ready) {
        Readiness readiness = of(job(wanted, state, lifecycle, reconciled, generation));

        assertThat(readiness.ready()).isEqualTo(ready);
        assertThat(readiness.hopeless()).isFalse();
        assertThat(readiness.words())
                .startsWith(state + ", ")
                .matches(
                        words ->
                                words.contains("change not done yet")
                                        == (generation < 4 || reconciled.equals("UPGRADING")));
    }

    @ParameterizedTest
    @CsvSource({
        "running, RUNNING, STABLE, DEPLOYED, 4, true, false",
        "running, FINISHED, STABLE, DEPLOYED, 4, true, false",
        // Right after it was told to run again.
        "running, FINISHED, STABLE, DEPLOYED, 3, false, false",
        "running, FAILED, FAILED, DEPLOYED, 4, false, true",
        "running, FAILED, FAILED, DEPLOYED, 3, false, false",
        "suspended, FINISHED, SUSPENDED, DEPLOYED, 4, true, false",
        // Applied and never started: the operator does not look at it.
        "suspended, '', CREATED, UPGRADING, 0, true, false",
    })
    void aJobWithoutStateMayEndOrNeverStart(
            String wanted,
            String state,
            String lifecycle,
            String reconciled,
            int generation,
            boolean ready,
            boolean hopeless) {
        Readiness readiness =
                of(
                        job(wanted, state, lifecycle, reconciled, generation)
                                .replace("'job': {", "'job': {'upgradeMode': 'stateless', "));

        assertThat(readiness.ready()).isEqualTo(ready);
        assertThat(readiness.hopeless()).isEqualTo(hopeless);
    }

    /** The operator does not write down that a suspended job was given another parallelism. */
    @Test
    void aJobThatIsChangedWhileItRestsIsReady() {
        assertThat(of(job("suspended", "FINISHED", "SUSPENDED", "DEPLOYED", 3)))
                .isEqualTo(new Readiness(true, false, "FINISHED, suspended"));
    }

    /** A stream that ends has lost its source, whatever its resource says. */
    @Test
    void aJobWithStateThatEndsIsNotReady() {
        assertThat(of(job("running", "FINISHED", "STABLE", "DEPLOYED", 4)).ready()).isFalse();
    }

    /** What the Flink operator 1.15.0 wrote while a job went from 1 to 3 subtasks. */
    @Test
    void aJobThatIsScaledIsReadyAtTheEndAlone() throws IOException {
        Path recorded = Path.of("src/test/resources/recorded/flinkdeployment-scaled.jsonl");

        assertThat(Files.readAllLines(recorded))
                .extracting(line -> of(line).words() + (of(line).ready() ? ": ready" : ""))
                .containsExactly(
                        "RUNNING, stable: ready",
                        "RUNNING, stable, change not done yet",
                        "FINISHED, upgrading, change not done yet",
                        "RECONCILING, deployed",
                        "RECONCILING, deployed: Job Not Found",
                        "CREATED, deployed: Job Not Found",
                        "RUNNING, stable: ready");
    }

    /**
     * What the Flink operator 1.15.0 wrote of a compaction: applied, run twice, stopped at work,
     * run with a table that is not there.
     */
    @Test
    void aCompactionIsReadyWhileItRestsRunsOrHasEnded() throws IOException {
        Path recorded = Path.of("src/test/resources/recorded/flinkdeployment-compact.jsonl");

        assertThat(Files.readAllLines(recorded))
                .extracting(line -> of(line).words() + (of(line).ready() ? ": ready" : ""))
                .containsExactly(
                        "not started, created: ready",
                        "RUNNING, stable: ready",
                        "FINISHED, stable: ready",
                        "FINISHED, upgrading, change not done yet",
                        "RECONCILING, deployed",
                        "RUNNING, stable: ready",
                        "FINISHED, stable: ready",
                        "RUNNING, stable, change not done yet",
                        "FINISHED, suspended: ready",
                        "RECONCILING, deployed",
                        "FAILED, failed: io.tickhouse.connectors.Refusal: There is no table"
                                + " db.none: name one with --table.");
        assertThat(Files.readAllLines(recorded))
                .filteredOn(line -> of(line).hopeless())
                .singleElement()
                .asString()
                .contains("FAILED");
    }

    @Test
    void anErrorOfTheFlinkOperatorIsItsInnermostSentence() {
        String json =
                """
                {'kind': 'FlinkDeployment', 'metadata': {'name': 'flatten', 'generation': 1},
                 'spec': {'job': {'state': 'running'}}, 'status': {'lifecycleState': 'FAILED',
                 'jobStatus': {}, 'error': '%s', 'observedGeneration': 1,
                 'reconciliationStatus': {'state': 'DEPLOYED'}}}
                """;

        assertThat(
                        of(json.formatted(
                                        "{\\'message\\':\\'outer\\',\\'throwableList\\':["
                                                + "{\\'message\\':\\'middle\\'},"
                                                + "{\\'message\\':\\'memory must be defined\\'}]}"))
                                .words())
                .isEqualTo("not started, failed: memory must be defined");
        assertThat(of(json.formatted("plain text")).words())
                .isEqualTo("not started, failed: plain text");
    }

    @Test
    void aSnapshotThatIsGivenUpIsHopeless() {
        String snapshot =
                "{'kind': 'FlinkStateSnapshot', 'status': {'state': '%s', 'error': '%s'}}";

        assertThat(of(snapshot.formatted("COMPLETED", "")))
                .isEqualTo(new Readiness(true, false, "completed"));
        assertThat(of(snapshot.formatted("TRIGGER_PENDING", "")))
                .isEqualTo(new Readiness(false, false, "trigger pending"));
        assertThat(of(snapshot.formatted("ABANDONED", "job is not running")))
                .isEqualTo(new Readiness(false, true, "abandoned: job is not running"));
    }
}
