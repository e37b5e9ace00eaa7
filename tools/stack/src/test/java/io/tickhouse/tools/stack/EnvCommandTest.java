package io.tickhouse.tools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.Endpoints;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class EnvCommandTest {

    @TempDir private Path home;

    @Test
    void aShellThatReadsItKnowsWhereTheStackListens() throws Exception {
        Endpoints.onLoopback(300).rememberIn(home);
        String script =
                run()
                        + "printf '%s\\n"
                        + "' \"$KAFKA_BROKERS\" \"$CATALOG_URI\" \"$S3_ENDPOINT\""
                        + " \"$S3_PATH_STYLE\" \"$AWS_REGION\" \"$TICKHOUSE_HOME\"\n";

        Process shell = new ProcessBuilder("sh", "-c", script).start();

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "127.0.0.1:9392\n"
                                + "http://127.0.0.1:8481\n"
                                + "http://127.0.0.1:9400\n"
                                + "true\n"
                                + "us-east-1\n"
                                + home
                                + "\n");
        assertThat(shell.waitFor()).isZero();
    }

    @Test
    void theSameIsThereAsJson() throws Exception {
        JsonNode variables = new ObjectMapper().readTree(run("--json"));

        assertThat(variables.path("PINOT_BROKER").asText()).isEqualTo("127.0.0.1:8099");
        assertThat(variables.path("STREAMS_URL").asText()).isEqualTo("http://127.0.0.1:8080");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pyiceberg", "polars", "duckdb", "spark", "flink"})
    void aClientOfTheLakeGetsTheCatalogAndTheKeys(String client) throws Exception {
        Endpoints.onLoopback(300).rememberIn(home);

        assertThat(run("--for", client))
                .contains("http://127.0.0.1:8481", "minioadmin", "db.flattened_stocks")
                .doesNotContain("${");
    }

    @Test
    void aClientOfTheStoreGetsItsAddress() throws Exception {
        assertThat(run("--for", "aws"))
                .contains("AWS_ENDPOINT_URL_S3=http://127.0.0.1:9100", "s3://warehouse/")
                .doesNotContain("${");
    }

    /** Otherwise the tests fail in a shell that has read it. */
    @Test
    void theTestsOfThisProjectDoNotSeeItsVariables() throws Exception {
        String pom = Files.readString(Path.of("../../pom.xml"));

        new ObjectMapper()
                .readTree(run("--json"))
                .fieldNames()
                .forEachRemaining(
                        name ->
                                assertThat(pom.split(">" + name + "<", -1))
                                        .as(name + " is left out by surefire and failsafe")
                                        .hasSize(3));
    }

    private String run(String... more) {
        StringWriter out = new StringWriter();
        String[] arguments = new String[more.length + 2];
        arguments[0] = "--home";
        arguments[1] = home.toString();
        System.arraycopy(more, 0, arguments, 2, more.length);
        assertThat(
                        new CommandLine(new EnvCommand())
                                .setOut(new PrintWriter(out, true))
                                .execute(arguments))
                .isZero();
        return out.toString();
    }
}
