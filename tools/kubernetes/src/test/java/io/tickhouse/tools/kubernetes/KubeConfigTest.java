package io.tickhouse.tools.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickhouse.tools.UserError;
import org.junit.jupiter.api.Test;

class KubeConfigTest {

    private static final String TWO =
            """
            {'current-context': 'minikube',
             'clusters': [
               {'name': 'minikube', 'cluster': {'server': 'https://192.168.49.2:8443'}},
               {'name': 'far', 'cluster': {'server': 'https://far.example.com'}}],
             'contexts': [
               {'name': 'minikube', 'context': {'cluster': 'minikube', 'user': 'minikube'}},
               {'name': 'staging', 'context': {'cluster': 'far', 'user': 'me'}}]}
            """;

    @Test
    void takesTheCurrentContextUnlessAnotherIsNamed() {
        KubeConfig config = KubeConfig.of(Json.of(TWO));

        assertThat(config.context(null)).hasToString("minikube (https://192.168.49.2:8443)");
        assertThat(config.context("staging")).hasToString("staging (https://far.example.com)");
    }

    @Test
    void aContextThatIsNotThereIsRefusedWithThoseThatAre() {
        assertThatThrownBy(() -> KubeConfig.of(Json.of(TWO)).context("prod"))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "kubeconfig has no context prod: name one with --context, of minikube,"
                                + " staging.");
    }

    @Test
    void withoutACurrentContextOneMustBeNamed() {
        assertThatThrownBy(
                        () ->
                                KubeConfig.of(Json.of(TWO.replace("'minikube',\n", "'',\n")))
                                        .context(null))
                .hasMessage(
                        "kubeconfig has no current context: name one with --context, of minikube,"
                                + " staging.");
    }

    @Test
    void anEmptyKubeconfigSaysHowToGetACluster() {
        assertThatThrownBy(
                        () ->
                                KubeConfig.of(Json.of("{'contexts': null, 'current-context': ''}"))
                                        .context(null))
                .hasMessage(
                        "kubeconfig has no context: ./tickhouse k8s up --minikube makes a cluster,"
                                + " or set KUBECONFIG to the file of yours.");
    }
}
