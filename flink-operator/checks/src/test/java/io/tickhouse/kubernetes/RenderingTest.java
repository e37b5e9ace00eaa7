package io.tickhouse.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the folders with patches become, so that a review sees what a change does to a cluster. */
class RenderingTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flink-operator/overlays/minikube",
                "flink-operator/overlays/prod",
                "kafka/k8s/prod",
                "kafka/streams/k8s"
            })
    void isAsBefore(String folder) throws IOException {
        String name = folder.replace('/', '-') + ".yaml";
        List<ObjectNode> rendered = Kustomize.build(Resources.ROOT.resolve(folder));
        Path written = Path.of("target/rendered", name);
        Files.createDirectories(written.getParent());
        Files.writeString(written, Yaml.write(rendered));

        assertThat(written)
                .as(
                        "if the change is meant: cp flink-operator/checks/target/rendered/*"
                                + " flink-operator/checks/src/test/resources/rendered/")
                .hasSameTextualContentAs(Path.of("src/test/resources/rendered", name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replicas: [{name: a, count: 2}]",
                "resources: [../elsewhere.yaml]",
                "configMapGenerator: [{name: a, files: []}]",
                "patches: [{target: {kind: Service}, patch: '[]'}]"
            })
    void refusesWhatItCannotRender(String field, @TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("kustomization.yaml"), field);

        assertThatThrownBy(() -> Kustomize.build(folder))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAKeyThatIsThereTwice(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("kustomization.yaml"), "resources: []\nresources: []");

        assertThatThrownBy(() -> Kustomize.build(folder)).hasMessageContaining("duplicate key");
    }
}
