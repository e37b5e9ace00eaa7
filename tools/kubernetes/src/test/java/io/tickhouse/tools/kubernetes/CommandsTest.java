package io.tickhouse.tools.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The subcommands that look at a pipeline or change one that is there. */
class CommandsTest {

    private static final String ONE_JOB =
            "{'items': [" + StandIns.flinkJob("running", "RUNNING", "STABLE") + "]}";

    @TempDir private Path folder;

    private StandIns cluster() {
        return StandIns.ofAReadyCluster(folder).answer("*get\\ flinkdeployment\\ -n*", ONE_JOB);
    }

    @Test
    void aSavepointIsTakenByTheOperatorAndItsPathPrinted() {
        StandIns cluster =
                cluster()
                        .on(
                                "kubectl",
                                "*create*",
                                "cat >\"$here/created\"; echo '{\"kind\": \"FlinkStateSnapshot\","
                                        + " \"metadata\": {\"name\": \"flatten-savepoint-x\"}}'")
                        .answer(
                                "*flinkstatesnapshot/flatten-savepoint-x*",
                                """
                                {'kind': 'FlinkStateSnapshot', 'status': {'state': 'COMPLETED',
                                 'path': 's3://flink/savepoints/savepoint-1'}}
                                """);

        StandIns.Run run = cluster.run("savepoint", "flatten");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("s3://flink/savepoints/savepoint-1\n");
        assertThat(folder.resolve("created"))
                .content()
                .contains("\"disposeOnDelete\": false", "\"name\": \"flatten\"");
    }

    @Test
    void suspendPrintsTheSavepoint() {
        StandIns cluster =
                cluster()
                        .answer(
                                "*get\\ *flinkdeployment/*",
                                StandIns.flinkJob("suspended", "FINISHED", "SUSPENDED"));

        StandIns.Run run = cluster.run("suspend", "flatten");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("s3://flink/savepoints/s-1\n");
        assertThat(cluster.changes())
                .containsExactly(
                        "kubectl --context tickhouse patch -n tickhouse flinkdeployment flatten"
                                + " --type=merge -p {\"spec\":{\"job\":{\"state\":\"suspended\"}}}");
    }

    @Test
    void resumeScaleAndUpgradeChangeOneFieldEach() {
        StandIns cluster = cluster();

        assertThat(cluster.run("resume", "flatten").out()).isEqualTo("flatten runs.\n");
        assertThat(cluster.run("scale", "flatten", "--parallelism", "3").exitCode()).isZero();
        assertThat(cluster.run("upgrade", "flatten", "--image", "tickhouse/jobs:0.1.1").out())
                .startsWith("flatten runs with the image tickhouse/jobs:0.1.0.");
        assertThat(cluster.run("upgrade", "flatten").exitCode()).isZero();

        assertThat(cluster.changes())
                .extracting(call -> call.replaceFirst(".*-p (.*)", "$1"))
                .containsExactly(
                        "{\"spec\":{\"job\":{\"state\":\"running\"}}}",
                        "{\"spec\":{\"job\":{\"parallelism\":3}}}",
                        "{\"spec\":{\"image\":\"tickhouse/jobs:0.1.1\"}}",
                        "kubectl --context tickhouse apply -k flink-operator/overlays/minikube -l"
                                + " app.kubernetes.io/name=flatten");
    }

    /** Without a change of its specification the operator would leave a job that has ended. */
    @Test
    void aCompactionThatHasEndedBeginsAnew() {
        StandIns cluster =
                StandIns.ofAReadyCluster(folder)
                        .answer(
                                "*get\\ *flinkdeployment*",
                                compact("running", "FINISHED", "STABLE")
                                        .replace("'image'", "'restartNonce': 7, 'image'"));

        StandIns.Run run = cluster.run("resume", "compact");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("compact has finished.\n");
        assertThat(cluster.changes())
                .containsExactly(
                        "kubectl --context tickhouse patch -n tickhouse flinkdeployment compact"
                                + " --type=merge -p"
                                + " {\"spec\":{\"restartNonce\":8,\"job\":{\"state\":\"running\"}}}");
    }

    @Test
    void aCompactionThatRunsIsLeftAlone() {
        StandIns cluster =
                StandIns.ofAReadyCluster(folder)
                        .answer(
                                "*get\\ *flinkdeployment*",
                                compact("running", "RUNNING", "STABLE"));

        assertThat(cluster.run("resume", "compact").out()).isEqualTo("compact runs.\n");
        assertThat(cluster.changes())
                .singleElement()
                .asString()
                .endsWith("{\"spec\":{\"job\":{\"state\":\"running\"}}}");
    }

    @Test
    void aCompactionThatFailsIsNotWaitedFor() {
        StandIns cluster =
                StandIns.ofAReadyCluster(folder)
                        .answer("*get\\ *flinkdeployment*", compact("running", "FAILED", "FAILED"));

        StandIns.Run run = cluster.run("resume", "compact");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).endsWith("flinkdeployment/compact is FAILED, failed.\n");
    }

    @Test
    void aCompactionIsStoppedWithoutASavepoint() {
        StandIns cluster =
                StandIns.ofAReadyCluster(folder)
                        .answer(
                                "*get\\ *flinkdeployment*",
                                compact("suspended", "FINISHED", "SUSPENDED"));

        assertThat(cluster.run("suspend", "compact").out()).isEqualTo("compact is suspended.\n");
        assertThat(cluster.run("down").out()).isEqualTo("compact is suspended.\n");
        StandIns.Run savepoint = cluster.run("savepoint", "compact");
        assertThat(savepoint.exitCode()).isEqualTo(2);
        assertThat(savepoint.err()).endsWith("compact has no state, so it takes no savepoint.\n");
    }

    private static String compact(String wanted, String state, String lifecycle) {
        return StandIns.flinkJob(wanted, state, lifecycle)
                .replace("'flatten'", "'compact'")
                .replace("'job': {", "'job': {'upgradeMode': 'stateless', ")
                .replace("'upgradeSavepointPath': 's3://flink/savepoints/s-1'", "'jobId': 'j'");
    }

    @Test
    void aJobThatIsNotThereAndAScaleThatMakesNoSenseAreRefused() {
        StandIns cluster = cluster();

        assertThat(cluster.run("resume", "flattn").err())
                .endsWith(
                        "There is no job flattn in tickhouse (https://10.0.0.1): there is"
                                + " flatten.\n");
        assertThat(cluster.run("scale", "flatten", "--parallelism", "0").exitCode()).isEqualTo(2);
        assertThat(cluster.run("scale", "ingest", "--parallelism", "2").err())
                .isEqualTo("ingest has one connection to Alpaca: its parallelism is 1.\n");
        assertThat(cluster.changes()).isEmpty();
    }

    private StandIns clusterWithPinot() {
        return cluster()
                .answer(
                        "*service\\ pinot-controller*",
                        "{'metadata': {'name': 'pinot-controller'}}");
    }

    @Test
    void aDemoGeneratesAuditsAndShowsTheAudit() {
        StandIns cluster = clusterWithPinot().on("kubectl", "*logs*", "echo 'clean: 0 missing'");

        StandIns.Run run = cluster.run("demo");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("clean: 0 missing\n");
        assertThat(cluster.changes())
                .extracting(call -> call.replace("kubectl --context tickhouse ", ""))
                .containsExactly(
                        "delete job -n tickhouse generate audit audit-no-pinot audit-twin"
                                + " --ignore-not-found",
                        "apply -k tools/k8s -l app.kubernetes.io/component!=audit",
                        "apply -k tools/k8s -l app.kubernetes.io/name=audit");
    }

    @Test
    void aDemoWhosePinotIsNotThereAsksForItOrIsToldToLeaveItOut() {
        StandIns cluster = cluster();

        StandIns.Run with = cluster.run("demo");
        assertThat(with.exitCode()).isEqualTo(1);
        assertThat(with.err())
                .endsWith(
                        "Pinot is not in tickhouse (https://10.0.0.1): ./tickhouse k8s up pinot sets"
                                + " it up, and --no-pinot audits without it.\n");
        assertThat(cluster.changes()).isEmpty();

        assertThat(cluster.run("demo", "--no-pinot").exitCode()).isZero();
        assertThat(cluster.changes())
                .endsWith(
                        "kubectl --context tickhouse apply -k tools/k8s -l"
                                + " app.kubernetes.io/name=audit-no-pinot");
    }

    @Test
    void aDemoAuditsTheTwinThatIsThere() {
        StandIns cluster =
                clusterWithPinot()
                        .answer(
                                "*deployment\\ kstreams-flatten-app*",
                                "{'metadata': {'name': 'kstreams-flatten-app'}}")
                        .on("kubectl", "*logs*", "echo \"log of ${@: -1}\"");

        StandIns.Run run = cluster.run("demo");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("log of job/audit\nThe twin:\nlog of job/audit-twin\n");
        assertThat(cluster.changes())
                .endsWith(
                        "kubectl --context tickhouse apply -k tools/k8s -l"
                                + " app.kubernetes.io/name=audit-twin");
    }

    @Test
    void aDemoWhoseAuditFindsAFaultFailsAndShowsIt() {
        StandIns cluster =
                clusterWithPinot()
                        .answer(
                                "*\\ job/audit*",
                                """
                                {'kind': 'Job', 'metadata': {'name': 'audit'}, 'status':
                                 {'conditions': [{'type': 'Failed', 'status': 'True',
                                  'message': 'backoff limit'}]}}
                                """)
                        .on("kubectl", "*logs*", "echo '3 missing'");

        StandIns.Run run = cluster.run("demo");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("3 missing\n");
        assertThat(run.err())
                .endsWith(
                        "job/audit is failed: backoff limit: ./tickhouse k8s logs audit says"
                                + " why.\n");
    }

    @Test
    void statusShowsResourcesPodsJobsAndProblems() throws IOException {
        try (Flink flink = new Flink()) {
            StandIns cluster =
                    cluster()
                            .answer(
                                    "*get\\ crd*",
                                    """
                                    {'items': [
                                      {'metadata': {'name': 'flinkdeployments.flink.apache.org'}}]}
                                    """)
                            .answer(
                                    "*get\\ flinkdeployment,*",
                                    "{'items': ["
                                            + StandIns.flinkJob("running", "RUNNING", "STABLE")
                                            + """
                                            , {'kind': 'StatefulSet', 'metadata': {'name': 's3'}, 'status': {'readyReplicas': 1}},
                                              {'kind': 'Deployment', 'metadata': {'name': 'flatten',
                                               'ownerReferences': [{'kind': 'FlinkDeployment'}]}}]}
                                            """)
                            .answer(
                                    "*get\\ pods*",
                                    """
                                    {'items': [{'metadata': {'name': 's3-0'}, 'status':
                                     {'phase': 'Running', 'containerStatuses': [{'ready': true,
                                      'restartCount': 2, 'state': {'running': {}}}]}},
                                     {'metadata': {'name': 'catalog-1'}, 'status':
                                     {'phase': 'Pending', 'containerStatuses': [{'image': 'x:1',
                                      'state': {'waiting': {'reason': 'ErrImagePull'}}}]}}]}
                                    """)
                            .on(
                                    "kubectl",
                                    "*port-forward*flatten-rest*",
                                    "echo 'Forwarding from 127.0.0.1:"
                                            + flink.port()
                                            + " -> 8081'; exec sleep 60");

            StandIns.Run run = cluster.run("status");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(
                            run.out()
                                    .lines()
                                    .map(
                                            line ->
                                                    line.replaceAll(" {2,}", "  ")
                                                            .replaceAll("\\d+ s ago", "N s ago")))
                    .containsExactly(
                            "Context tickhouse (https://10.0.0.1), namespace tickhouse",
                            "KIND  NAME  STATE  RESTARTS  CHECKPOINT  LAG",
                            "FlinkDeployment  flatten  RUNNING, stable  N s ago  12000",
                            "StatefulSet  s3  1 of 1 ready",
                            "Pod  s3-0  Running 1/1  2",
                            "Pod  catalog-1  ErrImagePull 0/1  0",
                            "tickhouse (https://10.0.0.1) does not know the kind kafka:"
                                    + " ./tickhouse k8s up kafka installs Strimzi, which brings"
                                    + " it.",
                            "Pod catalog-1 cannot get its image x:1: see whether the name is right"
                                    + " and the node reaches the registry, or load the image into"
                                    + " the node (minikube image load).");
            assertThat(
                            Json.of(cluster.run("status", "--json").out())
                                    .at("/resources/0/lag")
                                    .asLong())
                    .isEqualTo(12000);
        }
    }

    @Test
    void aJobThatIsAtWorkIsNoFaultAndOneThatFailedIs() {
        String job = "{'items': [{'kind': 'Job', 'metadata': {'name': 'generate'}, 'status': %s}]}";
        StandIns cluster =
                cluster()
                        .answer(
                                "*get\\ crd*",
                                """
                                {'items': [
                                  {'metadata': {'name': 'flinkdeployments.flink.apache.org'}},
                                  {'metadata': {'name': 'kafkas.kafka.strimzi.io'}}]}
                                """);

        cluster.answer("*get\\ flinkdeployment,*", job.formatted("{'active': 1}"));
        assertThat(cluster.run("status").exitCode()).isZero();
        cluster.answer("*get\\ flinkdeployment,*", job.formatted("{'active': 1, 'failed': 1}"));
        assertThat(cluster.run("status").exitCode()).isEqualTo(1);
    }

    @Test
    void statusOfAnEmptyClusterSaysHowToFillIt() {
        StandIns.Run run =
                cluster()
                        .on("kubectl", "*get\\ crd*", ":")
                        .answer("*get\\ statefulset*", "{'items': []}")
                        .run("status");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("does not know the kind kafka:")
                .endsWith(
                        "Tickhouse is not in tickhouse (https://10.0.0.1): ./tickhouse k8s up sets"
                                + " it up.\n");
    }

    @Test
    void verifySaysWhatTheServerRefuses() {
        StandIns cluster =
                cluster()
                        .on("kubectl", "*apply\\ -k*", "echo 'a/b unchanged'; echo 'a/c created'")
                        .fail(
                                "kubectl",
                                "*apply\\ -k\\ flink-operator/overlays/prod*",
                                "Error from server (BadRequest): error when creating \"x\": unknown"
                                        + " field \"spec.jobb\"\n"
                                        + "error: resource mapping not found for name: \"flink\": no"
                                        + " matches for kind \"PodMonitor\" in version \"v1\"");

        StandIns.Run run = cluster.run("verify");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("kafka/k8s/minikube: 2 resources accepted\n")
                .contains("tools/k8s: 2 resources accepted\n")
                .contains(
                        "flink-operator/overlays/prod: refused\n"
                                + "  kubectl apply failed: Error from server (BadRequest): error"
                                + " when creating \"x\": unknown field \"spec.jobb\"\n"
                                + "  tickhouse (https://10.0.0.1) does not know the kind"
                                + " PodMonitor: install the Prometheus operator");
        assertThat(cluster.calls())
                .filteredOn(call -> call.contains("apply"))
                .hasSize(8)
                .allMatch(call -> call.contains("--dry-run=server --validate=strict"));
        assertThat(cluster.run("verify", "--overlay", "minikube").exitCode()).isZero();
    }

    @Test
    void logsFindTheirPodsByTheirLabels() {
        StandIns cluster =
                cluster()
                        .answer(
                                "*get\\ pods*",
                                """
                                {'items': [
                                 {'metadata': {'name': 'flatten-1', 'labels': {'app': 'flatten'}}},
                                 {'metadata': {'name': 'tickhouse-node-0',
                                  'labels': {'strimzi.io/cluster': 'tickhouse'}}}]}
                                """)
                        .on("kubectl", "*logs*", "echo 'a line'");

        assertThat(cluster.run("logs", "flatten").out()).isEqualTo("a line\n");
        cluster.run("logs", "kafka", "--lines", "5");
        cluster.run("logs", "tickhouse-node-0", "-f");
        cluster.run("logs", "strimzi");

        assertThat(cluster.calls())
                .filteredOn(call -> call.contains(" logs "))
                .extracting(call -> call.replace("kubectl --context tickhouse logs ", ""))
                .containsExactly(
                        "-n tickhouse --max-log-requests=20 -l app=flatten --all-containers"
                                + " --prefix --tail=100",
                        "-n tickhouse --max-log-requests=20 -l strimzi.io/cluster=tickhouse"
                                + " --all-containers --prefix --tail=5",
                        "-n tickhouse tickhouse-node-0 --all-containers --prefix --tail=100"
                                + " --follow",
                        "-n strimzi deployment/strimzi-cluster-operator --all-containers --prefix"
                                + " --tail=100");
        assertThat(cluster.run("logs", "nobody").err())
                .isEqualTo("There is no pod of nobody; there are: flatten-1, tickhouse-node-0.\n");
    }

    @Test
    void downSuspendsTheJobsAndStopsMinikube() {
        StandIns cluster =
                cluster()
                        .answer(
                                "*get\\ *flinkdeployment/*",
                                StandIns.flinkJob("suspended", "FINISHED", "SUSPENDED"));

        StandIns.Run run = cluster.run("down", "--minikube");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("flatten is suspended: s3://flink/savepoints/s-1\n");
        assertThat(cluster.changes())
                .satisfiesExactly(
                        suspend -> assertThat(suspend).contains("patch", "suspended"),
                        stop -> assertThat(stop).isEqualTo("minikube stop -p tickhouse"));
    }

    @Test
    void aJobThatNeverRanIsNotWaitedFor() {
        StandIns cluster =
                StandIns.ofAReadyCluster(folder)
                        .answer(
                                "*get\\ flinkdeployment*",
                                """
                                {'kind': 'FlinkDeployment', 'metadata': {'name': 'flatten'},
                                 'spec': {'job': {'state': 'running'}},
                                 'status': {'jobStatus': {'state': 'RECONCILING'}}}
                                """);

        StandIns.Run run = cluster.run("down");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("flatten is suspended; it has not run yet.\n");
    }

    @Test
    void aSecondDownWaitsForTheSavepointOfTheFirst() {
        StandIns cluster =
                StandIns.ofAReadyCluster(folder)
                        .answer(
                                "*get\\ flinkdeployment*",
                                StandIns.flinkJob("suspended", "RUNNING", "STABLE"));

        StandIns.Run run = cluster.run("down", "--delete-app", "--timeout", "1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("Not ready after 1 s");
        assertThat(cluster.changes()).noneMatch(call -> call.contains("delete"));
    }

    @Test
    void aSuspendedJobIsScaledForLaterAndHasItsSavepoint() {
        String suspended = StandIns.flinkJob("suspended", "FINISHED", "SUSPENDED");
        StandIns cluster =
                StandIns.ofAReadyCluster(folder).answer("*get\\ *flinkdeployment*", suspended);

        assertThat(cluster.run("scale", "flatten", "--parallelism", "3").out())
                .isEqualTo(
                        "flatten is suspended: ./tickhouse k8s resume flatten starts it with a"
                                + " parallelism of 3.\n");
        assertThat(cluster.run("savepoint", "flatten").err())
                .endsWith("flatten is suspended, and its savepoint is s3://flink/savepoints/s-1\n");
    }

    @Test
    void deletingTheAppTakesASavepointFirst() {
        StandIns cluster =
                cluster()
                        .answer(
                                "*get\\ *flinkdeployment/*",
                                StandIns.flinkJob("suspended", "FINISHED", "SUSPENDED"))
                        .fail(
                                "kubectl",
                                "*delete*kafka/streams*",
                                "error: no matches for kind \"KafkaUser\" in version \"v1\"");

        StandIns.Run run = cluster.run("down", "--delete-app");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(cluster.changes()).hasSize(5).first().asString().contains("suspended");
        assertThat(cluster.changes()).noneMatch(call -> call.contains("namespace"));
    }

    @Test
    void deletingEverythingNeedsANamedCluster() {
        StandIns cluster = cluster();

        assertThat(cluster.run("down", "--delete-all").exitCode()).isEqualTo(2);
        assertThat(cluster.changes()).isEmpty();
        assertThat(cluster.run("down", "--delete-all", "--minikube").exitCode()).isZero();
        assertThat(cluster.changes()).containsExactly("minikube delete -p tickhouse");
        assertThat(cluster.run("down", "--delete-all", "--context", "other").exitCode()).isZero();
        assertThat(cluster.changes().get(cluster.changes().size() - 1))
                .isEqualTo(
                        "kubectl --context other delete --timeout=600s --ignore-not-found namespace"
                                + " tickhouse flink-operator strimzi");
    }

    @Test
    void withoutAnAnswerEveryCommandSaysSo() {
        StandIns cluster =
                cluster()
                        .fail(
                                "kubectl",
                                "--context*",
                                "The connection to the server 10.0.0.1 was refused - did you"
                                        + " specify the right host or port?");

        for (String[] command :
                new String[][] {
                    {"up", "--context", "tickhouse"},
                    {"status"},
                    {"forward"},
                    {"demo"},
                    {"savepoint", "flatten"},
                    {"verify"},
                    {"down"}
                }) {
            StandIns.Run run = cluster.run(command);
            assertThat(run.exitCode()).as(command[0]).isEqualTo(1);
            assertThat(run.err())
                    .as(command[0])
                    .contains("No cluster answers at tickhouse (https://10.0.0.1): start it");
        }
    }

    @Test
    void forwardReportsAPortThatIsTaken() {
        StandIns cluster =
                cluster()
                        .answer(
                                "*get\\ service*",
                                """
                                {'items': [{'metadata': {'name': 'catalog'},
                                            'spec': {'ports': [{'port': 8181}]}},
                                           {'metadata': {'name': 's3'},
                                            'spec': {'ports': [{'port': 9001}]}}]}
                                """)
                        .fail(
                                "kubectl",
                                "*port-forward*",
                                "Unable to listen on port 8182: bind: address already in use");

        StandIns.Run run = cluster.run("forward", "--port-offset", "1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .startsWith(
                        "Iceberg catalog: Port 8182 is taken: end what listens there (./tickhouse"
                                + " down ends the local stack), or move all ports but Kafka's with"
                                + " --port-offset.\n"
                                + "S3 console: Port 9102 is taken:")
                .endsWith(
                        "Nothing is forwarded: no service of Tickhouse runs in tickhouse"
                                + " (https://10.0.0.1), or their ports are taken here.\n");
    }

    /** Answers the questions about one running job. It has no metrics when first asked for them. */
    private static final class Flink implements AutoCloseable {

        private final HttpServer server;
        private final AtomicBoolean asked = new AtomicBoolean();

        Flink() throws IOException {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            long checkpoint = Instant.now().minusSeconds(7).minusMillis(300).toEpochMilli();
            Map<String, String> answers =
                    Map.of(
                            "/jobs/overview",
                            "{'jobs': [{'jid': 'j', 'name': 'flatten', 'state': 'RUNNING'}]}",
                            "/jobs/j",
                            "{'vertices': [{'id': 'v'}]}",
                            "/jobs/j/checkpoints",
                            "{'latest': {'completed': {'latest_ack_timestamp': "
                                    + checkpoint
                                    + "}}}",
                            "/jobs/j/vertices/v/subtasks/metrics",
                            "[{'id': 'Source__raw.pendingRecords'}, {'id': 'numRecordsIn'}]",
                            "/jobs/j/vertices/v/subtasks/metrics?agg=sum&get=Source__raw.pendingRecords",
                            "[{'id': 'Source__raw.pendingRecords', 'sum': 12000.0}]");
            server.createContext(
                    "/",
                    exchange -> {
                        String path = exchange.getRequestURI().toString();
                        boolean early = path.endsWith("/metrics") && !asked.getAndSet(true);
                        byte[] body =
                                (early ? "[]" : answers.getOrDefault(path, "{}"))
                                        .replace('\'', '"')
                                        .getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(200, body.length);
                        exchange.getResponseBody().write(body);
                        exchange.close();
                    });
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
