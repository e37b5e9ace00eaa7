package io.tickhouse.tools.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that a service reads from a file the value that was written into it. */
class EscapesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/home/plain",
                "/home/jürgen",
                "/home/a b/ c ",
                "/home/\"it's\"",
                "/home/$HOME/${x}/%20d/100%",
                "/home/#1/!2/a=b:c",
                "/home/back\\slash\\n\\u0041",
                "/home/\u0436/\ud83d\ude00",
                " leading",
                "",
            })
    void everyValueIsReadBackAsItWas(String value) throws IOException {
        Map<String, String> values = Map.of("dir", value);

        for (String file : new String[] {"x.properties", "x.conf", "x.cfg"}) {
            Properties properties = new Properties();
            properties.load(
                    // Kafka, ZooKeeper and the store also read bytes, not text.
                    new ByteArrayInputStream(
                            Template.fill(file, "a=${dir}\nb=x${dir}y\n", values)
                                    .getBytes(StandardCharsets.UTF_8)));
            assertThat(properties).containsEntry("a", value).containsEntry("b", "x" + value + "y");
        }
        var yaml =
                new YAMLMapper()
                        .readTree(Template.fill("config.yaml", "a: \"file://${dir}/b\"", values));
        assertThat(yaml.path("a").asText()).isEqualTo("file://" + value + "/b");
    }

    @Test
    void argumentsOfTheLauncherAreReadBack(@TempDir Path folder) throws Exception {
        String value = "/a b/\"it's\"/$HOME/%20d/#1/back\\slash\\n";
        Path file = folder.resolve("x.jvm");
        Files.writeString(
                file,
                Template.fill(
                        file.toString(),
                        "-XshowSettings:properties\n\"-Dread.back=${dir}\"\n-version\n",
                        Map.of("dir", value)));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

        Process process = new ProcessBuilder(java, "@" + file).redirectErrorStream(true).start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("read.back = " + value + System.lineSeparator());
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void aFormatWithoutARuleIsRefused() {
        assertThatThrownBy(() -> Template.fill("x.xml", "<a>${dir}</a>", Map.of("dir", "<")))
                .hasMessage("No rule how a value is written into x.xml");
    }
}
