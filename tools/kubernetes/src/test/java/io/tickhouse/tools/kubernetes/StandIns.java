package io.tickhouse.tools.kubernetes;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;

/**
 * Stand-ins for kubectl, helm and minikube: scripts that write down how they are called, and answer
 * what a test says. Without a rule they succeed and say nothing.
 */
final class StandIns {

    /** What one call of {@code tickhouse k8s} showed. */
    record Run(int exitCode, String out, String err) {}

    private final Path folder;
    private final Map<String, List<String>> rules = new TreeMap<>();
    private final Map<String, String> environment = new TreeMap<>();

    StandIns(Path folder, String... programs) {
        this.folder = folder;
        for (String program : programs) {
            rules.put(program, new ArrayList<>());
        }
    }

    /**
     * Runs commands of bash when the arguments fit a pattern of bash. Later rules go before earlier
     * ones.
     */
    StandIns on(String program, String arguments, String commands) {
        rules.get(program).add(0, arguments + ") " + commands + " ;;");
        return this;
    }

    /** Answers JSON with single quotes. */
    StandIns answer(String arguments, String json) {
        return on("kubectl", arguments, "cat <<'E'\n" + json.replace('\'', '"') + "\nE\n");
    }

    /** Fails with this text. */
    StandIns fail(String program, String arguments, String stderr) {
        return on(program, arguments, "cat >&2 <<'E'\n" + stderr + "\nE\nexit 1");
    }

    StandIns set(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** A cluster whose resources are ready as soon as they are applied. */
    static StandIns ofAReadyCluster(Path folder) {
        String ready = "'metadata': {'name': 'x'}, 'status': {'conditions': [{'type': '%s',";
        String condition = ready + " 'status': 'True'}]}";
        return new StandIns(folder, "kubectl", "helm", "minikube")
                .answer(
                        "*config\\ view*",
                        """
                        {'current-context': 'tickhouse',
                         'clusters': [{'name': 'c', 'cluster': {'server': 'https://10.0.0.1'}}],
                         'contexts': [{'name': 'tickhouse', 'context': {'cluster': 'c'}},
                                      {'name': 'other', 'context': {'cluster': 'c'}}]}
                        """)
                .answer(
                        "*\\ version\\ *",
                        """
                        {'clientVersion': {'minor': '35'}, 'serverVersion': {'minor': '35'}}
                        """)
                .answer(
                        "*get\\ nodes*",
                        """
                        {'items': [{'status': {'allocatable': {'cpu': '8', 'memory': '15Gi'}}}]}
                        """)
                .answer(
                        "*get\\ namespace*",
                        """
                        {'kind': 'Namespace', 'metadata': {'name': 'tickhouse',
                         'labels': {'app.kubernetes.io/part-of': 'tickhouse'}}}
                        """)
                .answer(
                        "*\\ deployment*",
                        """
                        {'items': [{'kind': 'Deployment', 'metadata': {'name': 'd'},
                                    'status': {'availableReplicas': 1, 'updatedReplicas': 1}}]}
                        """)
                .answer(
                        "*\\ statefulset*",
                        """
                        {'items': [{'kind': 'StatefulSet', 'metadata': {'name': 's'},
                                    'status': {'readyReplicas': 1}}]}
                        """)
                .on("minikube", "*image\\ build*", "echo \"docker.io/$6\" >>\"$here/images\"")
                .on("minikube", "*image\\ ls*", "cat \"$here/images\" 2>/dev/null")
                .answer("*\\ kafka*", "{'kind': 'Kafka', " + condition.formatted("Ready") + "}")
                .answer("*\\ job/*", "{'kind': 'Job', " + condition.formatted("Complete") + "}")
                .answer("*get\\ *flinkdeployment/*", flinkJob("running", "RUNNING", "STABLE"));
    }

    /** A job of Flink whose operator is done with its specification. */
    static String flinkJob(String wanted, String state, String lifecycle) {
        return """
        {'kind': 'FlinkDeployment', 'metadata': {'name': 'flatten', 'generation': 1},
         'spec': {'image': 'tickhouse/jobs:0.1.0', 'job': {'state': '%s'}},
         'status': {'lifecycleState': '%s', 'observedGeneration': 1,
           'jobStatus': {'state': '%s', 'startTime': '1', 'upgradeSavepointPath': 's3://flink/savepoints/s-1'},
           'reconciliationStatus': {'state': 'DEPLOYED'}}}
        """
                .formatted(wanted, lifecycle, state);
    }

    /** Runs {@code tickhouse k8s} with these arguments, in the checkout. */
    Run run(String... arguments) {
        write();
        Machine machine =
                new Machine(
                        new Programs(
                                List.of(folder.resolve("bin")),
                                Path.of("../..").toAbsolutePath().normalize()),
                        environment::get,
                        Duration.ofMillis(1),
                        Duration.ZERO);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new K8sCommand(machine));
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        line.setExecutionExceptionHandler(
                (e, command, parsed) -> {
                    command.getErr().println(e.getMessage());
                    return e instanceof io.tickhouse.tools.UserError error ? error.exitCode() : 99;
                });
        int exitCode = line.execute(arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }

    /** How the programs were called, without what every call of kubectl has. */
    List<String> calls() {
        Path file = folder.resolve("calls");
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The calls that change a cluster or a profile. */
    List<String> changes() {
        return calls().stream()
                .filter(
                        call ->
                                call.matches(
                                        "minikube (?!.* image ls).*"
                                                + "|helm .*"
                                                + "|kubectl --context \\S+ (annotate|apply|create|patch|delete) .*"))
                .toList();
    }

    private void write() {
        Path bin = folder.resolve("bin");
        try {
            Files.createDirectories(bin);
            for (Map.Entry<String, List<String>> program : rules.entrySet()) {
                Path script = bin.resolve(program.getKey());
                Files.writeString(
                        script,
                        """
                        #!/bin/bash
                        here='%s'
                        echo "%s $*" >>"$here/calls"
                        case "$*" in
                        %s
                        esac
                        exit 0
                        """
                                .formatted(
                                        folder,
                                        program.getKey(),
                                        String.join("\n", program.getValue())));
                Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
