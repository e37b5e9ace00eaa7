package io.tickhouse.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    @TempDir private Path folder;

    @Test
    void aVariableWithoutPairsIsRefused() {
        assertThatThrownBy(
                        () ->
                                Settings.of(
                                        "--kafka-properties",
                                        null,
                                        "KAFKA_PROPERTY",
                                        Map.of(),
                                        variable -> "secret"))
                .hasMessage("The variable KAFKA_PROPERTY must read KEY=VALUE[,KEY=VALUE...].");
    }

    @Test
    void argumentsWinOverTheVariableAndThatOverTheFile() throws IOException {
        Path file = folder.resolve("client.properties");
        Files.writeString(file, "# as Kafka's own tools read it\na=file\nb=file\nc=file\n");

        assertThat(
                        Settings.of(
                                "--kafka-properties",
                                file,
                                "KAFKA_PROPERTY",
                                Map.of("a", "argument"),
                                variable -> "a=variable,b=variable"))
                .isEqualTo(Map.of("a", "argument", "b", "variable", "c", "file"));
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(
                        () ->
                                Settings.of(
                                        "--kafka-properties",
                                        folder.resolve("none"),
                                        "KAFKA_PROPERTY",
                                        Map.of(),
                                        variable -> null))
                .hasMessageContaining("--kafka-properties")
                .hasMessageContaining("none");
    }
}
