package io.tickhouse.tools.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodProblemTest {

    private static String only(String pod) {
        var problems = PodProblem.of(Json.of("{'items': [" + pod + "]}"));
        assertThat(problems).hasSize(1);
        return problems.get(0).sentence();
    }

    private static String waiting(String image, String reason, String message) {
        return """
        {'metadata': {'name': 'p-0'}, 'status': {'phase': 'Pending', 'containerStatuses': [
          {'name': 'c', 'image': '%s', 'state': {'waiting':
            {'reason': '%s', 'message': '%s'}}}]}}
        """
                .formatted(image, reason, message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ImagePullBackOff", "ErrImagePull", "ErrImageNeverPull"})
    void anImageOfOursIsBuilt(String reason) {
        assertThat(only(waiting("tickhouse/jobs:0.1.0", reason, "Back-off pulling image")))
                .isEqualTo(
                        "Pod p-0 cannot get its image tickhouse/jobs:0.1.0: ./tickhouse k8s up"
                                + " --minikube builds it in Minikube; for another cluster build it,"
                                + " push it to a registry and name that under images in the"
                                + " overlay.");
    }

    @Test
    void anImageOfOthersIsPulled() {
        assertThat(only(waiting("quay.io/minio/minio:R1", "ImagePullBackOff", "")))
                .startsWith("Pod p-0 cannot get its image quay.io/minio/minio:R1: see whether");
    }

    @Test
    void aMissingSecretIsNamed() {
        assertThat(
                        only(
                                waiting(
                                        "x",
                                        "CreateContainerConfigError",
                                        "secret \\'alpaca\\' not found")))
                .isEqualTo(
                        "Pod p-0 waits for the secret alpaca: docs/kubernetes.md#secrets says who"
                                + " makes it.");
    }

    @Test
    void aContainerThatCrashesSaysHow() {
        String crash =
                """
                {'metadata': {'name': 'p-0'}, 'status': {'containerStatuses': [
                  {'image': 'x', 'state': {'waiting': {'reason': 'CrashLoopBackOff'}},
                   'lastState': {'terminated': {'exitCode': %d, 'reason': '%s'}}}]}}
                """;

        assertThat(only(crash.formatted(239, "Error")))
                .isEqualTo(
                        "Pod p-0 ends again and again (exit code 239): ./tickhouse k8s logs p-0"
                                + " says why.");
        assertThat(only(crash.formatted(137, "OOMKilled")))
                .isEqualTo(
                        "Pod p-0 was killed because it took more memory than it may: raise its"
                                + " memory.");
    }

    @Test
    void aPodWithoutNodeSaysWhatIsShort() {
        String pending =
                """
                {'metadata': {'name': 'p-0', 'namespace': 'strimzi'},
                 'status': {'phase': 'Pending', 'conditions': [
                  {'type': 'PodScheduled', 'status': 'False', 'reason': 'Unschedulable',
                   'message': '%s'}]}}
                """;

        assertThat(only(pending.formatted("0/1 nodes are available: 1 Insufficient memory.")))
                .startsWith(
                        "Pod p-0 finds no node (0/1 nodes are available: 1 Insufficient memory):"
                                + " give the cluster more");
        assertThat(
                        only(
                                pending.formatted(
                                        "0/1 nodes are available: pod has unbound immediate"
                                                + " PersistentVolumeClaims.")))
                .contains("the cluster needs a default StorageClass");
        assertThat(only(pending.formatted("0/1 nodes are available: 1 node(s) had taints")))
                .endsWith("see kubectl describe pod -n strimzi p-0.");
    }

    @Test
    void anInitContainerCounts() {
        assertThat(
                        only(
                                waiting("x/y:1", "ErrImagePull", "")
                                        .replace("containerStatuses", "initContainerStatuses")))
                .contains("cannot get its image x/y:1");
    }

    @Test
    void podsThatRunStartOrGoAreNoProblem() {
        assertThat(
                        PodProblem.of(
                                Json.of(
                                        """
                                        {'items': [
                                          {'metadata': {'name': 'a'}, 'status': {'phase': 'Running',
                                           'containerStatuses': [{'state': {'running': {}}}]}},
                                          {'metadata': {'name': 'b'}, 'status': {
                                           'containerStatuses': [{'state': {'waiting':
                                             {'reason': 'ContainerCreating'}}}]}},
                                          {'metadata': {'name': 'c', 'deletionTimestamp': 'now'},
                                           'status': {'containerStatuses': [{'state': {'waiting':
                                             {'reason': 'ErrImagePull'}}}]}}]}
                                        """)))
                .isEmpty();
    }

    @Test
    void aPodBelongsToTheResourceItIsNamedAfter() {
        PodProblem problem = new PodProblem("s3-0", "", false);

        assertThat(problem.isOf("s3")).isTrue();
        assertThat(problem.isOf("s")).isFalse();
    }
}
