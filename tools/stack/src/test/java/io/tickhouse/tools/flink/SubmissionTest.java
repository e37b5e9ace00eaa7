package io.tickhouse.tools.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.tools.Endpoints;
import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmissionTest {

    private static final Path LOG = Path.of("submit.log");
    private static final String REFUSED =
            """
            org.apache.flink.client.program.ProgramInvocationException: The main method caused an error: There is no topic x: create it.
            \tat org.apache.flink.client.program.PackagedProgram.callMainMethod(PackagedProgram.java:373)
            Caused by: io.tickhouse.connectors.Refusal: There is no topic x: create it.
            \tat io.tickhouse.jobs.flatten.FlattenJob.main(FlattenJob.java:60)
            """;

    @Test
    void aRefusalOfTheJobComesThroughAsItsSentence() {
        assertThat(Submission.refusal(REFUSED, LOG)).hasMessage("There is no topic x: create it.");
    }

    @Test
    void whatIsNoRefusalNamesTheLog() {
        String crash = REFUSED.replace("io.tickhouse.connectors.Refusal", "java.lang.Error");

        assertThat(Submission.refusal(crash, LOG)).hasMessageContaining("is in submit.log");
        assertThat(Submission.refusal("Killed", LOG)).hasMessageContaining("are in submit.log");
    }

    @Test
    void theStackGivesItsKeysToItsOwnStoreAlone() {
        Endpoints local = Endpoints.onLoopback(0);

        assertThat(Submission.store(List.of("--s3-region", "x"))).isEmpty();
        assertThat(Submission.store(List.of("--s3-endpoint=", "--parallelism=2"))).hasValue("");
        assertThat(Submission.store(List.of("--s3-endpoint", "http://a:1"))).hasValue("http://a:1");
        assertThat(local.hasStoreAt("http://localhost:9100")).isTrue();
        assertThat(local.hasStoreAt("http://127.0.0.1:9101")).isFalse();
        assertThat(local.hasStoreAt("")).isFalse();
    }

    @Test
    void variablesOfTheUserWinUnlessTheStackIsNamed() {
        Endpoints stack = Endpoints.onLoopback(200);
        Map<String, String> variables =
                Map.of(
                        "KAFKA_BROKERS", "127.0.0.1:9092",
                        "CATALOG_TYPE", "jdbc",
                        "S3_ACCESS_KEY", "a",
                        "S3_SECRET_KEY", "b",
                        "PATH", "/bin");
        Map<String, String> byDefault = new HashMap<>(variables);
        Map<String, String> named = new HashMap<>(variables);
        Map<String, String> otherStore = new HashMap<>(variables);

        Submission.addStack(byDefault, stack, false, List.of());
        Submission.addStack(named, stack, true, List.of());
        Submission.addStack(otherStore, stack, true, List.of("--s3-endpoint=https://s.example"));

        assertThat(byDefault)
                .containsAllEntriesOf(variables)
                .containsEntry("CATALOG_URI", "http://127.0.0.1:8381");
        assertThat(named)
                .containsEntry("KAFKA_BROKERS", "127.0.0.1:9292")
                .containsEntry("S3_ACCESS_KEY", stack.s3AccessKey())
                .containsEntry("S3_SECRET_KEY", stack.s3SecretKey())
                .containsEntry("PATH", "/bin")
                .doesNotContainKey("CATALOG_TYPE");
        assertThat(otherStore).containsEntry("S3_ACCESS_KEY", "a");
    }

    @Test
    void aKeyOfTheUserGetsNoSecretOfTheStack() {
        Map<String, String> variables = new HashMap<>(Map.of("S3_ACCESS_KEY", "a"));

        Submission.addStack(variables, Endpoints.onLoopback(0), false, List.of());

        assertThat(variables)
                .containsEntry("S3_ACCESS_KEY", "a")
                .doesNotContainKey("S3_SECRET_KEY");
    }

    @Test
    void aJobThatWritesWhereAnotherDoesIsRefusedWithItsId(@TempDir Path home) throws IOException {
        JobRecords records = new JobRecords(home);
        JobPlan there = plan("--source-topic=a");
        records.remember("a1", there);
        FlinkJob running = new FlinkJob("a1", "flatten a", "RUNNING", 1, 1);

        assertThatThrownBy(
                        () ->
                                SubmitCommand.refuseClash(
                                        plan("--source-topic=b"), List.of(running), records))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("(a1) already runs and writes to the topic flattened_stocks");
        // Reading the same raw topic into other places is not a clash.
        assertThatCode(
                        () ->
                                SubmitCommand.refuseClash(
                                        plan(
                                                "--source-topic=a",
                                                "--dest-topic=x",
                                                "--iceberg-table=db.x"),
                                        List.of(running),
                                        records))
                .doesNotThrowAnyException();
    }

    @Test
    void ofAJobThatWasSubmittedElsewhereTheNameCounts(@TempDir Path home) {
        FlinkJob running =
                new FlinkJob("a1", "flatten iex_data to flattened_stocks", "RUNNING", 1, 1);

        assertThatThrownBy(
                        () ->
                                SubmitCommand.refuseClash(
                                        plan(), List.of(running), new JobRecords(home)))
                .hasMessageContaining("may write to the same places");
    }

    private static JobPlan plan(String... arguments) {
        return JobPlan.of("flatten", List.of(arguments), Map.of());
    }
}
