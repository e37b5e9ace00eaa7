package io.tickhouse.tools.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpCommandTest {

    @TempDir private Path folder;

    @Test
    void setsUpOperatorsBeforeWhatTheyActOn() {
        StandIns cluster = StandIns.ofAReadyCluster(folder);

        StandIns.Run run = cluster.run("up");

        assertThat(run.err()).startsWith("Context tickhouse (https://10.0.0.1), namespace");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("The pipeline is up in context tickhouse.");
        assertThat(cluster.changes())
                .extracting(call -> call.replaceFirst("(--kube-)?(--)?context tickhouse ", ""))
                .extracting(call -> call.replaceFirst(" --repo.*", ""))
                .containsExactly(
                        "kubectl apply -f flink-operator/namespace.yaml",
                        "kubectl annotate --overwrite namespace tickhouse"
                                + " tickhouse.io/overlay=minikube",
                        "helm upgrade --install strimzi strimzi-kafka-operator",
                        "helm upgrade --install flink-operator flink-kubernetes-operator",
                        "kubectl create -f - -o json --request-timeout=30s",
                        "kubectl create -f - -o json --request-timeout=30s",
                        "kubectl apply -k kafka/k8s/minikube",
                        "kubectl apply -k minio/k8s",
                        "helm upgrade --install pinot pinot",
                        "kubectl delete job -n tickhouse pinot-apply --ignore-not-found",
                        "kubectl apply -k pinot/k8s",
                        "kubectl apply -k flink-operator/overlays/minikube -l"
                                + " app.kubernetes.io/name!=analytics,app.kubernetes.io/name!=ingest");
        assertThat(cluster.calls())
                .filteredOn(call -> !call.contains("config view"))
                .allMatch(call -> call.contains("context tickhouse"));
    }

    @Test
    void startsMinikubeAndBuildsItsImagesFirst() {
        StandIns cluster =
                StandIns.ofAReadyCluster(folder)
                        .on(
                                "minikube",
                                "*image\\ ls*",
                                "echo docker.io/tickhouse/tools:0.1.0; cat \"$here/images\"");

        assertThat(cluster.run("up", "--minikube", "--memory", "20g").exitCode()).isZero();

        assertThat(cluster.changes())
                .startsWith(
                        "minikube start -p tickhouse --cpus=8 --memory=20g --disk-size=60g"
                                + " --cni=calico",
                        "minikube -p tickhouse image build -t tickhouse/jobs:0.1.0 -f"
                                + " flink-operator/Dockerfile .",
                        "minikube -p tickhouse image build -t tickhouse/catalog:0.1.0 -f"
                                + " minio/catalog/Dockerfile .",
                        "kubectl --context tickhouse apply -f flink-operator/namespace.yaml");
    }

    @Test
    void secretsAreMadeOnceAndNeverShown() throws IOException {
        StandIns cluster =
                StandIns.ofAReadyCluster(folder)
                        .on("kubectl", "*create\\ -f\\ -*", "cat >>\"$here/created\"")
                        .on(
                                "kubectl",
                                "*get\\ secret*",
                                "[ -e \"$here/created\" ] && echo '{\"kind\": \"Secret\"}'");

        StandIns.Run first = cluster.run("up", "minio");
        String created = Files.readString(folder.resolve("created"));
        StandIns.Run second = cluster.run("up", "minio");

        assertThat(List.of(first.exitCode(), second.exitCode())).containsOnly(0);
        assertThat(Files.readString(folder.resolve("created"))).isEqualTo(created);
        String key = Json.of(created).at("/stringData/secret-key").asText();
        assertThat(key).hasSize(40);
        assertThat(first.err() + first.out() + cluster.calls()).doesNotContain(key);
    }

    @Test
    void goesOnWhereItWasStopped() {
        StandIns cluster =
                StandIns.ofAReadyCluster(folder)
                        .fail("helm", "*install\\ pinot*", "Error: repo is not reachable");

        StandIns.Run stopped = cluster.run("up");

        assertThat(stopped.exitCode()).isEqualTo(1);
        assertThat(stopped.err()).endsWith("helm upgrade failed: repo is not reachable\n");
        int before = cluster.changes().size();
        assertThat(cluster.on("helm", "*", "exit 0").run("up").exitCode()).isZero();
        assertThat(cluster.changes().subList(before, before + 3))
                .extracting(call -> call.replaceFirst("( --repo.*)", ""))
                .containsExactly(
                        "kubectl --context tickhouse apply -f flink-operator/namespace.yaml",
                        "kubectl --context tickhouse annotate --overwrite namespace tickhouse"
                                + " tickhouse.io/overlay=minikube",
                        "helm --kube-context tickhouse upgrade --install strimzi"
                                + " strimzi-kafka-operator");
    }

    @Test
    void namesEachMissingProgramAndHowToGetIt() {
        StandIns.Run run = new StandIns(folder).run("up", "--minikube");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines())
                .containsExactly(
                        "kubectl is not on the PATH: install version 1.27 or newer"
                                + " (https://kubernetes.io/docs/tasks/tools/).",
                        "helm is not on the PATH: install version 3.13 or newer"
                                + " (https://helm.sh/docs/intro/install/).",
                        "minikube is not on the PATH: install it"
                                + " (https://minikube.sigs.k8s.io/docs/start/), or name another"
                                + " cluster with --context.");
    }

    @Test
    void doesNotTakeTheCurrentContextUnlessTickhouseIsInIt() {
        StandIns cluster = StandIns.ofAReadyCluster(folder).on("kubectl", "*get\\ namespace*", ":");

        StandIns.Run run = cluster.run("up");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo(
                        "The current context is tickhouse (https://10.0.0.1), and Tickhouse is not"
                                + " in it: say --context tickhouse if it is the one you mean.\n");
        assertThat(cluster.changes()).isEmpty();
        assertThat(cluster.run("up", "--context", "other").exitCode()).isZero();
        assertThat(cluster.changes()).allMatch(call -> call.contains("context other"));
    }

    @Test
    void aClusterThatIsTooSmallIsRefusedBeforeTheFirstChange() {
        StandIns cluster =
                StandIns.ofAReadyCluster(folder)
                        .answer(
                                "*get\\ nodes*",
                                """
                                {'items': [{'status':
                                  {'allocatable': {'cpu': '4', 'memory': '8Gi'}}}]}
                                """);

        StandIns.Run run = cluster.run("up");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains(
                        "The nodes of tickhouse (https://10.0.0.1) have 4.00 CPUs and 8192 MiB, and"
                                + " the pipeline asks for 5.35 CPUs and 11136 MiB: give Minikube"
                                + " more");
        assertThat(cluster.changes()).isEmpty();
        assertThat(cluster.run("up", "kafka", "minio").exitCode()).isZero();
    }

    @Test
    void anOverlayWithExampleNamesIsRefusedBeforeTheFirstChange() {
        StandIns cluster =
                StandIns.ofAReadyCluster(folder)
                        .on("kubectl", "*kustomize*", "echo image: registry.example.com/x:1");

        StandIns.Run run = cluster.run("up", "--overlay", "prod");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .endsWith(
                        "flink-operator/overlays/prod still names registry.example.com: copy the"
                                + " folder, put your own names into it, and give it with"
                                + " --overlay.\n");
        assertThat(cluster.changes()).isEmpty();
    }

    @Test
    void aPodThatCannotStartEndsTheWait() {
        StandIns cluster =
                StandIns.ofAReadyCluster(folder)
                        .answer(
                                "*get\\ *flinkdeployment/*",
                                StandIns.flinkJob("running", "RECONCILING", "DEPLOYED"))
                        .answer(
                                "*get\\ pods*",
                                """
                                {'items': [{'metadata': {'name': 'flatten-7c'}, 'status':
                                 {'containerStatuses': [{'image': 'tickhouse/jobs:0.1.0', 'state':
                                  {'waiting': {'reason': 'ImagePullBackOff'}}}]}}]}
                                """);

        StandIns.Run run = cluster.run("up", "jobs");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("0 of 1 ready; flinkdeployment/flatten is RECONCILING, deployed")
                .contains("Pod flatten-7c cannot get its image tickhouse/jobs:0.1.0: ");
    }

    @Test
    void aWaitThatTakesTooLongSaysHowFarItCame() {
        StandIns cluster =
                StandIns.ofAReadyCluster(folder)
                        .answer(
                                "*\\ kafka/*",
                                "{'kind': 'Kafka', 'metadata': {'name': 'tickhouse'}}");

        StandIns.Run run = cluster.run("up", "kafka", "--timeout", "1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .endsWith(
                        "Not ready after 1 s (0 of 1 ready; kafka/tickhouse is not ready):"
                                + " ./tickhouse k8s status shows the whole, and the same command"
                                + " goes on from here.\n");
    }

    @Test
    void theIngestJobNeedsAnAccount() {
        StandIns cluster = StandIns.ofAReadyCluster(folder);

        StandIns.Run without = cluster.run("up", "ingest");

        assertThat(without.exitCode()).isEqualTo(1);
        assertThat(without.err())
                .endsWith(
                        "The Secret alpaca is missing: set APCA_API_KEY_ID, or make it as"
                                + " docs/kubernetes.md says.\n");
        assertThat(cluster.changes()).isEmpty();
        cluster.set("APCA_API_KEY_ID", "PK1").set("APCA_API_SECRET_KEY", "hush");
        StandIns.Run with = cluster.run("up", "ingest");
        assertThat(with.exitCode()).as(with.err()).isZero();
        assertThat(with.err() + cluster.calls()).doesNotContain("hush");
    }

    @Test
    void theJobOfBarsComesWithTheFlattenJob() {
        StandIns cluster = StandIns.ofAReadyCluster(folder);

        StandIns.Run run = cluster.run("up", "analytics");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(cluster.changes())
                .endsWith(
                        "kubectl --context tickhouse apply -k flink-operator/overlays/minikube -l"
                                + " app.kubernetes.io/name!=ingest");
        assertThat(cluster.calls())
                .anyMatch(call -> call.contains("flinkdeployment/flatten"))
                .anyMatch(call -> call.contains("flinkdeployment/analytics"))
                .noneMatch(call -> call.contains("flinkdeployment/ingest"));
    }

    @Test
    void aBuildThatFailedIsNoticedThoughMinikubeSaysNothing() {
        StandIns cluster =
                StandIns.ofAReadyCluster(folder).on("minikube", "*image\\ build*", "echo oh no");

        StandIns.Run run = cluster.run("up", "--minikube");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .endsWith(
                        "minikube has not built tickhouse/jobs:0.1.0: its lines above say why.\n");
    }

    @Test
    void aBuildThatFailedIsNoticedThoughTheImageOfBeforeIsThere() {
        StandIns cluster =
                StandIns.ofAReadyCluster(folder)
                        .on("minikube", "*image\\ build*", "echo oh no")
                        .on("minikube", "*image\\ ls*", "echo docker.io/tickhouse/jobs:0.1.0");

        StandIns.Run run = cluster.run("up", "--minikube", "--build");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .endsWith(
                        "minikube has not built tickhouse/jobs:0.1.0: its lines above say why.\n");
        assertThat(cluster.changes()).noneMatch(call -> call.startsWith("kubectl"));
    }

    @Test
    void anImageThatIsThereIsBuiltUnderANewNameFirst() {
        StandIns cluster = StandIns.ofAReadyCluster(folder);

        assertThat(cluster.run("up", "--minikube").exitCode()).isZero();
        assertThat(cluster.run("up", "--minikube", "--build").exitCode()).isZero();

        assertThat(cluster.changes())
                .filteredOn(call -> call.contains("tickhouse/jobs"))
                .extracting(call -> call.replaceFirst(".* -t (\\S+) .*", "$1"))
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("tickhouse/jobs:0.1.0"),
                        second -> assertThat(second).matches("tickhouse/jobs:0.1.0-[0-9a-f]{8}"),
                        third -> assertThat(third).isEqualTo("tickhouse/jobs:0.1.0"));
    }

    private static StandIns ofProduction(Path folder) {
        return StandIns.ofAReadyCluster(folder)
                .answer(
                        "*get\\ namespace*",
                        """
                        {'kind': 'Namespace', 'metadata': {'name': 'tickhouse',
                         'labels': {'app.kubernetes.io/part-of': 'tickhouse'},
                         'annotations': {'tickhouse.io/overlay': 'prod'}}}
                        """);
    }

    @Test
    void aClusterKeepsTheOverlayThatItWasSetUpWith() {
        StandIns cluster = ofProduction(folder);

        assertThat(cluster.run("up").exitCode()).isZero();

        assertThat(cluster.changes())
                .anyMatch(call -> call.contains("apply -k kafka/k8s/prod"))
                .anyMatch(call -> call.contains("apply -k flink-operator/overlays/prod"))
                .noneMatch(call -> call.contains("minikube") || call.contains("pinot"));
        int before = cluster.changes().size();
        StandIns.Run other = cluster.run("up", "--overlay", "minikube");
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err())
                .endsWith(
                        "tickhouse (https://10.0.0.1) was set up with the overlay prod, not"
                                + " minikube: leave out --overlay.\n");
        assertThat(cluster.changes()).hasSize(before);
    }

    @Test
    void aJobThatWasStoppedAndIsNotAmongThePartsIsNamed() {
        StandIns cluster =
                StandIns.ofAReadyCluster(folder)
                        .answer(
                                "*get\\ flinkdeployment\\ -n*",
                                StandIns.flinkJob("suspended", "FINISHED", "SUSPENDED")
                                        .replace("'flatten'", "'ingest'"));

        assertThat(cluster.run("up").out())
                .contains("ingest is still suspended: ./tickhouse k8s resume ingest starts it.\n");
    }

    /** It is suspended until someone starts it, and that is no leftover of k8s down. */
    @Test
    void aCompactionThatRestsIsNotNamed() {
        StandIns cluster =
                StandIns.ofAReadyCluster(folder)
                        .answer(
                                "*get\\ flinkdeployment\\ -n*",
                                StandIns.flinkJob("suspended", "FINISHED", "SUSPENDED")
                                        .replace(
                                                "'job': {", "'job': {'upgradeMode': 'stateless',"));

        assertThat(cluster.run("up").out()).doesNotContain("suspended");
    }

    @Test
    void aPodThatCrashesIsGivenTime() {
        StandIns cluster =
                StandIns.ofAReadyCluster(folder)
                        .answer(
                                "*\\ deployment/catalog*",
                                "{'kind': 'Deployment', 'metadata': {'name': 'catalog'}}")
                        .answer(
                                "*get\\ pods*",
                                """
                                {'items': [{'metadata': {'name': 'catalog-1'}, 'status':
                                 {'containerStatuses': [{'state':
                                  {'waiting': {'reason': 'CrashLoopBackOff'}},
                                  'lastState': {'terminated': {'exitCode': 1}}}]}}]}
                                """);

        StandIns.Run run = cluster.run("up", "minio", "--timeout", "1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("Pod catalog-1 ends again and again (exit code 1)")
                .contains("Not ready after 1 s");
    }

    @Test
    void aDryRunNeedsNothing() {
        StandIns nothing = new StandIns(folder);

        StandIns.Run run = nothing.run("up", "--minikube", "--dry-run");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .startsWith(
                        "minikube start -p tickhouse --cpus=8 --memory=15g --disk-size=60g"
                                + " --cni=calico")
                .contains(
                        "kubectl apply -k flink-operator/overlays/minikube -l"
                                + " 'app.kubernetes.io/name!=analytics,app.kubernetes.io/name!=ingest'");
    }

    @Test
    void wrongWordsAreBadUsage() {
        StandIns cluster = StandIns.ofAReadyCluster(folder);

        assertThat(cluster.run("up", "zookeeper").err())
                .isEqualTo(
                        "There is no part zookeeper: name some of [kafka, minio, pinot, jobs,"
                                + " analytics, ingest, streams].\n");
        assertThat(cluster.run("up", "--overlay", "nowhere").exitCode()).isEqualTo(2);
        assertThat(cluster.run("up", "--minikube", "--context", "x").exitCode()).isEqualTo(2);
        assertThat(cluster.run("up", "--timeout", "0").exitCode()).isEqualTo(2);
        assertThat(cluster.run("down", "--profile", "second").err())
                .isEqualTo("--profile names a Minikube profile: give --minikube as well.\n");
        assertThat(cluster.changes()).isEmpty();
    }
}
