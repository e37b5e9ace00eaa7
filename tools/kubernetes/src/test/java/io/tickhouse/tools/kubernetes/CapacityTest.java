package io.tickhouse.tools.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapacityTest {

    @ParameterizedTest
    @CsvSource({
        "8, 8",
        "7500m, 7.500",
        "15Gi, 16106127360",
        "15728640Ki, 16106127360",
        "16G, 16000000000",
        "16e9, 16000000000",
        "128k, 128000"
    })
    void readsQuantitiesAsKubernetesWritesThem(String text, String number) {
        assertThat(Capacity.quantity(text)).isEqualByComparingTo(number);
    }

    @Test
    void addsWhatNodesOfferThatTakePods() {
        Capacity nodes =
                Capacity.ofNodes(
                        Json.of(
                                """
                                {'items': [
                                 {'status': {'allocatable': {'cpu': '4', 'memory': '8Gi'}}},
                                 {'status': {'allocatable': {'cpu': '3500m', 'memory': '4194304Ki'}}},
                                 {'spec': {'unschedulable': true},
                                  'status': {'allocatable': {'cpu': '64', 'memory': '256Gi'}}}]}
                                """));

        assertThat(nodes).hasToString("7.50 CPUs and 12288 MiB");
        assertThat(nodes.shortOf(new Capacity(7500, 12288))).isEmpty();
        assertThat(nodes.shortOf(Part.sum(Part.byDefault()))).isEmpty(); // 5.35 CPUs and 11136 MiB
        assertThat(nodes.shortOf(new Capacity(1000, 12289)))
                .contains(
                        "7.50 CPUs and 12288 MiB, and the pipeline asks for 1.00 CPUs and 12289"
                                + " MiB");
        assertThat(nodes.shortOf(new Capacity(7501, 1))).isPresent();
    }

    /** A test of flink-operator/checks holds the table to the resources. */
    @Test
    void thePartsTogetherAskForTheSumInTheDocumentation() throws IOException {
        Capacity sum = Part.sum(EnumSet.allOf(Part.class));

        assertThat(Files.readString(Path.of("../../docs/kubernetes.md")))
                .contains(
                        "| sum | %.2f | %d |".formatted(sum.millicpus() / 1000.0, sum.mebibytes()));
    }
}
