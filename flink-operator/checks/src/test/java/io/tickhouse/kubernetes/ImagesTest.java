package io.tickhouse.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Our own images: each that a pod names has a Dockerfile, and none starts as root. */
class ImagesTest {

    private static final List<String> DOCKERFILES =
            List.of(
                    "flink-operator/Dockerfile",
                    "minio/catalog/Dockerfile",
                    "tools/Dockerfile",
                    "kafka/streams/Dockerfile");

    @Test
    void everyImageOfOursCanBeBuilt() throws IOException {
        Set<String> named = new LinkedHashSet<>();
        for (Pods.Pod pod : Pods.of(Resources.minikube())) {
            for (JsonNode container : Pods.containersOf(pod.spec())) {
                named.add(container.path("image").asText());
            }
        }
        named.removeIf(image -> !image.startsWith("tickhouse/"));
        Set<String> built = new LinkedHashSet<>();
        for (String file : DOCKERFILES) {
            Matcher tag = Pattern.compile("-t (\\S+)").matcher(text(file));
            assertThat(tag.find()).isTrue();
            built.add(tag.group(1));
        }

        assertThat(built).containsExactlyInAnyOrderElementsOf(named);
    }

    @ParameterizedTest
    @FieldSource("DOCKERFILES")
    void startsFromPinnedImagesAndNotAsRoot(String file) throws IOException {
        assertThat(text(file).lines().filter(line -> line.startsWith("FROM ")))
                .hasSize(2)
                .allMatch(line -> line.matches("FROM [^:]+:\\d\\S*( AS build)?"));
        assertThat(text(file)).containsPattern("\nUSER [1-9]\\d+:[1-9]\\d+\n");
        // The base image without the version of Flink would not be the version that was tested.
        assertThat(text("flink-operator/Dockerfile")).contains("FROM flink:2.1.3-");
        assertThat(text("pom.xml")).contains("<flink.version>2.1.3</flink.version>");
    }

    /** The command starts it as a program of its own, from where it lies in a checkout. */
    @Test
    void theToolsHaveTheProgramOfLakeSql() throws IOException {
        assertThat(text("tools/Dockerfile"))
                .contains("-pl tools/cli,tools/sql -am package")
                .contains("cp -r tools/sql/target/classes /tickhouse/tools/sql/target ")
                .contains(">/tickhouse/tools/sql/target/classpath.txt")
                .contains("cp -r minio/queries /tickhouse/minio ")
                .contains("COPY --from=build /tickhouse /opt/tickhouse\n")
                .contains("-Dtickhouse.root=/opt/tickhouse");
        assertThat(text("tools/stack/src/main/java/io/tickhouse/tools/lake/SqlCommand.java"))
                .contains("MODULE = \"tools/sql/target\"", "resolve(\"classpath.txt\")");
    }

    private static String text(String file) throws IOException {
        return Files.readString(Resources.ROOT.resolve(file));
    }
}
