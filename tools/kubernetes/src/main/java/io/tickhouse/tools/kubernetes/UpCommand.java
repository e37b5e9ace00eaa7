package io.tickhouse.tools.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.tickhouse.tools.UserError;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tickhouse k8s up}. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Sets up the pipeline: the operators of Kafka and Flink, Kafka, object store, catalog,"
                    + " Pinot and the flatten job.",
            "What is there already is left alone, so that a run that was stopped goes on with the"
                    + " same command."
        },
        footer = {
            "%nExamples:",
            "  ./tickhouse k8s up --minikube",
            "  ./tickhouse k8s up --context staging --overlay prod",
            "  ./tickhouse k8s up kafka minio jobs analytics",
            "  ./tickhouse k8s up --dry-run"
        })
final class UpCommand extends ClusterCommand {

    /** Names in an overlay that stand for those of the user. */
    private static final Pattern EXAMPLE =
            Pattern.compile("[a-z0-9.-]*example\\.com\\b|\\bexample-[a-z0-9-]+");

    @Mixin private OverlayOption overlay;
    @Mixin private WaitOption wait;

    @Parameters(
            paramLabel = "PART",
            arity = "0..*",
            description =
                    "kafka, minio (store and catalog), pinot, jobs, analytics (bars and windows),"
                            + " ingest (needs an account of Alpaca) or streams (the Kafka Streams"
                            + " twin). Default: the first four on Minikube; kafka and jobs"
                            + " elsewhere.")
    private Set<String> parts = new LinkedHashSet<>();

    @Option(names = "--dry-run", description = "Print the commands, and run none of them.")
    private boolean dryRun;

    @Option(
            names = "--cpus",
            paramLabel = "N",
            defaultValue = "8",
            description = "CPUs of a new Minikube (default ${DEFAULT-VALUE}).")
    private String cpus;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            defaultValue = "15g",
            description = "Memory of a new Minikube (default ${DEFAULT-VALUE}).")
    private String memory;

    @Option(
            names = "--build",
            description =
                    "Build images again that are in Minikube already. Pods that run keep the old"
                            + " ones.")
    private boolean build;

    @Override
    public Integer call() {
        Overlay resources = overlay.in(machine().root());
        Set<Part> chosen = parts(resources);
        List<Step> first =
                options().minikube()
                        ? Plan.minikube(
                                options().profile(),
                                chosen,
                                "--cpus=" + cpus + " --memory=" + memory,
                                build)
                        : List.of();
        if (dryRun) {
            first.forEach(step -> out().println(step.shell()));
            Plan.up(resources, chosen, wait.atMost()).forEach(step -> out().println(step.shell()));
            return 0;
        }
        List<String> programs = new ArrayList<>(List.of("kubectl", "helm"));
        if (options().minikube()) {
            programs.add("minikube");
        }
        machine().programs().require(programs);
        if (!first.isEmpty()) {
            Cluster.ofProfile(machine(), options().profile(), progress()).perform(first);
        }
        Cluster cluster = clusterToChange();
        resources = overlay.of(cluster);
        chosen = parts(resources);
        List<Step> steps = Plan.up(resources, chosen, wait.atMost());
        check(cluster, resources, chosen, steps);
        cluster.perform(steps);
        String which = options().isNamed() ? " --context " + cluster.context().name() : "";
        if (Plan.hasJobs(chosen)) {
            tellSuspended(cluster, which);
        }
        out().println("The pipeline is up in context " + cluster.context().name() + ".");
        out().println("  ./tickhouse k8s demo%s      sample data, and the audit".formatted(which));
        out().println("  ./tickhouse k8s status%s    how it is".formatted(which));
        out().println("  ./tickhouse k8s forward%s   its web pages".formatted(which));
        return 0;
    }

    private Set<Part> parts(Overlay resources) {
        if (!parts.isEmpty()) {
            return parts.stream().map(Part::of).collect(Collectors.toSet());
        }
        Set<Part> all = Part.byDefault();
        if (!resources.minikube()) {
            all.remove(Part.MINIO);
            all.remove(Part.PINOT); // its values are for Minikube
        }
        return all;
    }

    /** A job that {@code k8s down} has stopped, and that is not among the parts. */
    private void tellSuspended(Cluster cluster, String which) {
        for (JsonNode deployment : cluster.list("flinkdeployment", "-n", Plan.NAMESPACE)) {
            if (JobCommand.isSuspended(deployment) && !JobCommand.isStateless(deployment)) {
                String name = deployment.at("/metadata/name").asText();
                out().printf(
                                "%s is still suspended: ./tickhouse k8s resume %s%s starts it.%n",
                                name, name, which);
            }
        }
    }

    /** Finds before the first change what would stop a later step. */
    private static void check(
            Cluster cluster, Overlay resources, Set<Part> parts, List<Step> steps) {
        for (Step step : steps) {
            if (step instanceof Step.Secret secret) {
                secret.requireVariables(cluster);
            }
        }
        Versions.tooOld(cluster.version())
                .ifPresent(
                        sentence -> {
                            throw UserError.failed(sentence);
                        });
        if (resources.minikube()) {
            JsonNode nodes = cluster.get("nodes");
            Capacity.ofNodes(nodes)
                    .shortOf(Part.sum(parts))
                    .ifPresent(
                            sentence -> {
                                throw UserError.failed(
                                        "The nodes of "
                                                + cluster.context()
                                                + " have "
                                                + sentence
                                                + ": give Minikube more (--cpus, --memory, and"
                                                + " --profile for a new one), or name fewer"
                                                + " parts.");
                            });
        } else if (parts.contains(Part.JOBS) || parts.contains(Part.INGEST)) {
            List<String> render = List.of("kubectl", "kustomize", resources.jobs());
            Programs.Result rendered = cluster.ask(render);
            if (!rendered.ok()) {
                throw cluster.complaint(render, rendered.err());
            }
            Matcher example = EXAMPLE.matcher(rendered.out());
            if (example.find()) {
                throw UserError.failed(
                        "%s still names %s: copy the folder, put your own names into it, and give it"
                                        .formatted(resources.jobs(), example.group())
                                + " with --overlay.");
            }
        }
    }
}
