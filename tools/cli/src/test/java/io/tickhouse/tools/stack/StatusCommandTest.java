package io.tickhouse.tools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.cli.CommandRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the status of a state directory in which no process lives. */
class StatusCommandTest {

    @TempDir private Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PrintStream before = System.out;

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void listenNoMore() {
        System.setOut(before);
    }

    @Test
    void aStackThatWasNeverStartedIsNotUp() {
        CommandRun run = CommandRun.of("status", "--home", home.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(text().lines())
                .hasSize(10)
                .first()
                .matches(line -> line.startsWith("SERVICE      STATE"));
        assertThat(text().lines().skip(1)).allMatch(line -> line.contains(" stopped "));
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void aServiceThatWasNotStoppedHasDied() throws IOException {
        Files.createDirectories(home.resolve("kafka"));
        Files.writeString(home.resolve("kafka/kafka.pid"), "damaged");

        CommandRun run = CommandRun.of("status", "--home", home.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(text().lines().skip(1).findFirst().orElseThrow())
                .matches("kafka +died +- +- +9092 9093 +.*kafka\\.log");
        assertThat(text())
                .endsWith("./tickhouse up --home " + home + " starts again what has died.\n");
    }

    @Test
    void theSameIsThereAsJsonWithThePortsOfThisStack() throws IOException {
        new Layout(200, ObjectStore.MINIO).recordIn(home);

        CommandRun.of("status", "--json", "--home", home.toString());

        JsonNode status = new ObjectMapper().readTree(text());
        JsonNode store = status.path("services").path(1);
        assertThat(status.path("home").asText()).isEqualTo(home.toString());
        assertThat(status.path("services")).hasSize(9);
        assertThat(store.path("name").asText()).isEqualTo("s3");
        assertThat(store.path("state").asText()).isEqualTo("stopped");
        assertThat(store.has("pid")).isFalse();
        assertThat(store.path("ports").path("s3").asInt()).isEqualTo(9300);
        assertThat(store.path("ports").path("s3.console").asInt()).isEqualTo(9301);
    }

    @Test
    void aStateThatCannotBeReadIsNamed() throws IOException {
        Files.writeString(home.resolve("layout.json"), "{");

        CommandRun run = CommandRun.of("status", "--home", home.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("layout.json: remove the state with ./tickhouse clear --home " + home);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
