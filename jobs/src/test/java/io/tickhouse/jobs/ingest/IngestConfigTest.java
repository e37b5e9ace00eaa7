package io.tickhouse.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.connectors.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

class IngestConfigTest {

    @TempDir Path folder;

    @Test
    void aValueOfTheEnvironmentIsTakenAsItIs() throws IOException {
        IngestConfig config = read("kafka:\n  topic: a-${T}-${T}", Map.of("T", "$1\\x${T}"));

        assertThat(value(config, "--topic")).isEqualTo("a-$1\\x${T}-$1\\x${T}");
    }

    @Test
    void aListIsOneOptionAndEachOfItsValuesIsResolved() throws IOException {
        IngestConfig config = read("symbols: [AAPL, '${S}', 1]", Map.of("S", "TSLA"));

        assertThat(value(config, "--symbols")).isEqualTo("AAPL,TSLA,1");
    }

    @Test
    void aKeyWithoutAValueLeavesTheDefault() throws IOException {
        IngestConfig config = read("kafka:\n  topic:\n  bootstrap_servers: k:1", Map.of());

        assertThat(value(config, "--topic")).isNull();
        assertThat(value(config, "--kafka-brokers")).isEqualTo("k:1");
    }

    @Test
    void ofAKeyTheNameOfItsVariableIsKeptAndNotItsValue() throws IOException {
        IngestConfig config = read("alpaca:\n  key: ${MY_KEY}", Map.of("MY_KEY", "hush"));

        assertThat(value(config, IngestOptions.KEY_NAME)).isEqualTo("MY_KEY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hush", "${A}hush", "${A}${B}", "$A", "${}", "${1A}", " ${A}"})
    void aKeyThatIsNotTheNameOfAVariableIsRefusedAndNotRepeated(String key) throws IOException {
        assertThatThrownBy(() -> read("alpaca:\n  secret: '" + key + "'", Map.of("A", "hush")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("holds alpaca.secret itself")
                .hasMessageContaining("${APCA_API_SECRET_KEY}")
                .message()
                .doesNotContain("hush");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hush", "- hush", "1"})
    void aFileWithoutSectionsIsRefused(String text) {
        assertThatThrownBy(() -> read(text, Map.of()))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("has no sections alpaca, kafka and symbols")
                .message()
                .doesNotContain("hush");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"alpaca: {key: hush", "a: b: hush", "\thush: 1", "x: !!java.lang.Hush 1"})
    void aFileThatIsNotYamlIsRefusedAndNotRepeated(String text) {
        assertThatThrownBy(() -> read(text, Map.of()))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("is not valid YAML")
                .hasNoCause()
                .message()
                .doesNotContainIgnoringCase("hush");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"topic: raw", "kafka:\n  topics: raw", "alpaca: raw", "other: {topic: raw}"})
    void aKeyThatMeansNothingIsRefused(String text) {
        assertThatThrownBy(() -> read(text, Map.of()))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("has the unknown key ")
                .hasMessageContaining("kafka.topic, symbols");
    }

    private IngestConfig read(String text, Map<String, String> environment) throws IOException {
        Path file = Files.writeString(folder.resolve("ingest.yaml"), text);
        return IngestConfig.read(file, environment::get);
    }

    private static String value(IngestConfig config, String option) {
        return config.defaultValue(OptionSpec.builder(option).build());
    }
}
