package io.tickhouse.tools.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionsTest {

    private static String version(String client, String server) {
        return """
        {'clientVersion': {'major': '1', 'minor': '%s'},
         'serverVersion': {'major': '1', 'minor': '%s'}}
        """
                .formatted(client, server);
    }

    @ParameterizedTest
    @CsvSource({"27, 30", "35, 35", "30+, 31+"})
    void takesWhatTheResourcesRunOn(String client, String server) {
        assertThat(Versions.tooOld(Json.of(version(client, server)))).isEmpty();
    }

    @Test
    void anOldKubectlAndAnOldClusterAreToldApart() {
        assertThat(Versions.tooOld(Json.of(version("20", "35"))))
                .contains("kubectl is 1.20, and the resources need 1.27 or newer: update it.");
        assertThat(Versions.tooOld(Json.of(version("35", "29+"))).orElseThrow())
                .startsWith("The cluster is Kubernetes 1.29, and Strimzi needs 1.30 or newer:");
    }
}
