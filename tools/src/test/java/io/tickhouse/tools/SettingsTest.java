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

    private static final String JAAS =
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"a\""
                    + " password=\"b,sasl.x=c\";";

    @TempDir private Path folder;

    @Test
    void aCommaInAPasswordOrAListEndsNoValue() {
        assertThat(
                        pairs(
                                "security.protocol=SASL_PLAINTEXT,sasl.jaas.config="
                                        + JAAS
                                        + ", ssl.enabled.protocols=TLSv1.2,TLSv1.3 ,a=b=c"))
                .isEqualTo(
                        Map.of(
                                "security.protocol",
                                "SASL_PLAINTEXT",
                                "sasl.jaas.config",
                                JAAS,
                                "ssl.enabled.protocols",
                                "TLSv1.2,TLSv1.3",
                                "a",
                                "b=c"));
    }

    @Test
    void pairsCanStandOnLines() {
        assertThat(pairs("a=1\n\nb=\"x\n")).isEqualTo(Map.of("a", "1", "b", "\"x"));
    }

    @Test
    void aVariableWithoutPairsIsRefused() {
        assertThatThrownBy(() -> pairs("secret")).hasMessageContaining("KAFKA_PROPERTY");
        assertThatThrownBy(() -> pairs("=secret"))
                .hasMessageContaining("KEY=VALUE")
                .hasMessageNotContaining("secret");
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

    private static Map<String, String> pairs(String text) {
        return Settings.pairs("KAFKA_PROPERTY", text);
    }
}
