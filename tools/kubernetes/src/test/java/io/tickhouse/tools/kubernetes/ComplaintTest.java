package io.tickhouse.tools.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.tools.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts on the left are those of kubectl 1.35 and helm 3. */
class ComplaintTest {

    private static final List<String> GET = List.of("kubectl", "get", "pods");

    private static String sentence(String stderr) {
        return error(stderr).getMessage();
    }

    private static UserError error(String stderr) {
        return Complaint.of(GET, stderr, new KubeConfig.Context("c", "https://10.0.0.1:6443"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The connection to the server 127.0.0.1:26443 was refused - did you specify the"
                        + " right host or port?",
                "Unable to connect to the server: dial tcp: lookup k8s.invalid: no such host",
                "Unable to connect to the server: net/http: request canceled while waiting for"
                        + " connection (Client.Timeout exceeded while awaiting headers)",
                "Error: kubernetes cluster unreachable: Get \"https://10.0.0.1:6443/version\": dial"
                        + " tcp 10.0.0.1:6443: i/o timeout"
            })
    void aClusterThatDoesNotAnswerIsAnOutage(String stderr) {
        assertThat(error(stderr).isOutage()).isTrue();
        assertThat(sentence(stderr))
                .isEqualTo(
                        "No cluster answers at c (https://10.0.0.1:6443): start it (./tickhouse k8s"
                                + " up --minikube starts Minikube), or name another context with"
                                + " --context.");
    }

    @Test
    void aKindWithoutDefinitionNamesItsOperator() {
        assertThat(sentence("error: the server doesn't have a resource type \"flinkdeployment\""))
                .isEqualTo(
                        "c (https://10.0.0.1:6443) does not know the kind flinkdeployment:"
                                + " ./tickhouse k8s up jobs installs the Flink operator, which"
                                + " brings it.");
        assertThat(
                        sentence(
                                "error: resource mapping not found for name: \"tickhouse\""
                                        + " namespace: \"tickhouse\" from \"kafka/k8s/minikube\": no"
                                        + " matches for kind \"Kafka\" in version"
                                        + " \"kafka.strimzi.io/v1\"\n"
                                        + "ensure CRDs are installed first"))
                .contains("the kind Kafka: ./tickhouse k8s up kafka installs Strimzi");
        assertThat(
                        sentence(
                                "no matches for kind \"PodMonitor\" in version"
                                        + " \"monitoring.coreos.com/v1\""))
                .contains("install the Prometheus operator, or take podmonitor.yaml out");
    }

    @Test
    void aMissingNamespaceIsMade() {
        assertThat(
                        sentence(
                                "Error from server (NotFound): error when creating \"x\":"
                                        + " namespaces \"tickhouse\" not found"))
                .isEqualTo(
                        "There is no namespace tickhouse in c (https://10.0.0.1:6443): ./tickhouse"
                                + " k8s up makes it, or kubectl apply -f"
                                + " flink-operator/namespace.yaml.");
    }

    @Test
    void rightsAndLoginsAreToldApart() {
        assertThat(
                        sentence(
                                "Error from server (Forbidden): pods is forbidden: User \"jane\""
                                        + " cannot list resource \"pods\" in API group \"\" in the"
                                        + " namespace \"tickhouse\""))
                .startsWith("User jane may not list pods in c (");
        assertThat(sentence("error: You must be logged in to the server (Unauthorized)"))
                .startsWith("The login for c (https://10.0.0.1:6443) is missing or has expired");
        assertThat(
                        sentence(
                                "Unable to connect to the server: tls: failed to verify"
                                        + " certificate: x509: certificate signed by unknown"
                                        + " authority"))
                .startsWith("The certificate of c (https://10.0.0.1:6443) is not the one in");
    }

    @Test
    void aChartThatCannotBeFetchedIsNoOutageOfTheCluster() {
        assertThat(
                        sentence(
                                "Error: looks like \"https://strimzi.io/charts/\" is not a valid"
                                        + " chart repository or cannot be reached: Get"
                                        + " \"https://strimzi.io/charts/index.yaml\": dial tcp:"
                                        + " lookup strimzi.io: no such host"))
                .startsWith("helm does not reach https://strimzi.io/charts/: see whether");
    }

    @Test
    void aHelmThatWasStoppedIsClearedAway() {
        assertThat(
                        sentence(
                                "Error: UPGRADE FAILED: another operation"
                                        + " (install/upgrade/rollback) is in progress"))
                .startsWith("An earlier helm was stopped in its work:");
    }

    @Test
    void aJobThatChangedIsDeletedFirst() {
        assertThat(
                        sentence(
                                "The Job \"s3-buckets\" is invalid: spec.template: Invalid value:"
                                        + " {...}: field is immutable"))
                .contains("kubectl delete job -n tickhouse s3-buckets");
    }

    @Test
    void aResourceThatStaysWaitsForItsOperator() {
        assertThat(
                        sentence(
                                "error: timed out waiting for the condition on"
                                        + " kafkatopics/iex_data"))
                .startsWith("kafkatopics/iex_data does not go away: its operator has to run");
    }

    @Test
    void aNamespaceThatStaysWaitsForSomethingThatIsGone() {
        assertThat(
                        sentence(
                                "error: timed out waiting for the condition on"
                                        + " namespaces/strimzi"))
                .startsWith("namespaces/strimzi does not go away: something in it waits for an");
    }

    @Test
    void aNamespaceThatIsStillBeingDeletedTakesNothing() {
        assertThat(
                        sentence(
                                "Error: create: failed to create: secrets"
                                        + " \"sh.helm.release.v1.strimzi.v1\" is forbidden: unable to"
                                        + " create new content in namespace strimzi because it is"
                                        + " being terminated"))
                .startsWith("The namespace strimzi is still being deleted: run the command again");
    }

    @Test
    void anythingElseIsTheLastLineOfTheProgram() {
        assertThat(sentence("W1130 warning\nerror: the path \"x\u001b[2J\" does not exist\n\n"))
                .isEqualTo("kubectl get failed: the path \"x\\x1b[2J\" does not exist");
        assertThat(sentence("")).isEqualTo("kubectl get failed: it said nothing.");
    }
}
