package io.tickhouse.tools.kubernetes;

import io.tickhouse.tools.Printable;
import io.tickhouse.tools.UserError;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what kubectl and helm write to standard error into one sentence with the remedy. */
final class Complaint {

    private static final Pattern UNREACHABLE =
            Pattern.compile(
                    "connection to the server \\S+ was refused|Unable to connect to the server|"
                            + "[Kk]ubernetes cluster unreachable|TLS handshake timeout|"
                            + "Client\\.Timeout exceeded");
    private static final Pattern NO_REPOSITORY =
            Pattern.compile(
                    "looks like \"([^\"]+)\" is not a valid chart repository or cannot be reached");
    private static final Pattern UNKNOWN_KIND =
            Pattern.compile(
                    "no matches for kind \"(\\w+)\"|doesn't have a resource type \"([\\w.]+)\"");
    private static final Pattern NOT_OF_THE_CLUSTER =
            Pattern.compile("x509: |certificate signed by unknown authority");
    private static final Pattern NO_LOGIN =
            Pattern.compile(
                    "Unauthorized|must be logged in|provide credentials|getting credentials");
    private static final Pattern FORBIDDEN =
            Pattern.compile("User \"([^\"]*)\" cannot (\\w+) resource \"([^\"]*)\"");
    private static final Pattern NO_NAMESPACE =
            Pattern.compile("namespaces \"([^\"]+)\" not found");
    private static final Pattern PENDING_RELEASE =
            Pattern.compile("another operation \\(install/upgrade/rollback\\) is in progress");
    private static final Pattern IMMUTABLE =
            Pattern.compile("The Job \"([^\"]+)\" is invalid: .*field is immutable");
    private static final Pattern GOING =
            Pattern.compile("in namespace (\\S+) because it is being terminated");
    private static final Pattern NOT_GONE =
            Pattern.compile("timed out waiting for the condition on (\\S+)");

    /** What kubectl adds about an unknown kind; our sentence says how. */
    static final String ADVICE = "ensure CRDs are installed first";

    private Complaint() {}

    /** Whether the cluster does not know a kind of resource. */
    static boolean isOfUnknownKind(String stderr) {
        return UNKNOWN_KIND.matcher(stderr).find();
    }

    /** Whether nothing else went wrong than that the cluster does not know some kinds. */
    static boolean isOfUnknownKindsAlone(String stderr) {
        return isOfUnknownKind(stderr)
                && stderr.lines()
                        .filter(line -> !line.isBlank())
                        .filter(line -> !line.startsWith(ADVICE) && !line.startsWith("Warning:"))
                        .allMatch(Complaint::isOfUnknownKind);
    }

    /**
     * The error of a command that failed.
     *
     * @param command its words, of which the first two are named
     * @param stderr what it wrote
     * @param context in which it worked
     */
    static UserError of(List<String> command, String stderr, KubeConfig.Context context) {
        Optional<String> known = known(stderr, context);
        if (known.isEmpty() && UNREACHABLE.matcher(stderr).find()) {
            return UserError.outage(
                    "No cluster answers at "
                            + context
                            + ": start it (./tickhouse k8s up --minikube starts Minikube), or name"
                            + " another context with --context.",
                    null);
        }
        return UserError.failed(
                known.orElseGet(
                        () ->
                                String.join(" ", command.subList(0, 2))
                                        + " failed: "
                                        + lastLine(stderr)));
    }

    private static Optional<String> known(String stderr, KubeConfig.Context context) {
        Matcher kind = UNKNOWN_KIND.matcher(stderr);
        if (kind.find()) {
            return Optional.of(
                    unknownKind(kind.group(1) == null ? kind.group(2) : kind.group(1), context));
        }
        Matcher repository = NO_REPOSITORY.matcher(stderr);
        if (repository.find()) {
            return Optional.of(
                    "helm does not reach "
                            + repository.group(1)
                            + ": see whether this machine has the internet (HTTPS_PROXY), and run"
                            + " the command again.");
        }
        if (NOT_OF_THE_CLUSTER.matcher(stderr).find()) {
            return Optional.of(
                    "The certificate of "
                            + context
                            + " is not the one in kubeconfig: get the kubeconfig of this cluster"
                            + " again.");
        }
        if (NO_LOGIN.matcher(stderr).find()) {
            return Optional.of(
                    "The login for " + context + " is missing or has expired: log in again.");
        }
        Matcher forbidden = FORBIDDEN.matcher(stderr);
        if (forbidden.find()) {
            return Optional.of(
                    "User %s may not %s %s in %s: ask for the right, or use another context."
                            .formatted(
                                    forbidden.group(1),
                                    forbidden.group(2),
                                    forbidden.group(3),
                                    context));
        }
        Matcher namespace = NO_NAMESPACE.matcher(stderr);
        if (namespace.find()) {
            return Optional.of(
                    "There is no namespace %s in %s: ./tickhouse k8s up makes it, or kubectl apply"
                                    .formatted(namespace.group(1), context)
                            + " -f flink-operator/namespace.yaml.");
        }
        if (PENDING_RELEASE.matcher(stderr).find()) {
            return Optional.of(
                    "An earlier helm was stopped in its work: see helm list -A --pending, remove"
                            + " that release with helm uninstall, and run the command again.");
        }
        Matcher job = IMMUTABLE.matcher(stderr);
        if (job.find()) {
            return Optional.of(
                    "Job %s is there in another form: kubectl delete job -n tickhouse %s, and run"
                                    .formatted(job.group(1), job.group(1))
                            + " the command again.");
        }
        Matcher going = GOING.matcher(stderr);
        if (going.find()) {
            return Optional.of(
                    "The namespace %s is still being deleted: run the command again when kubectl get"
                                    .formatted(going.group(1))
                            + " namespace shows it no more.");
        }
        Matcher stuck = NOT_GONE.matcher(stderr);
        if (stuck.find()) {
            if (stuck.group(1).startsWith("namespaces/")) {
                return Optional.of(
                        stuck.group(1)
                                + " does not go away: something in it waits for an operator or a"
                                + " node that is gone. kubectl get namespace -o yaml names it.");
            }
            return Optional.of(
                    stuck.group(1)
                            + " does not go away: its operator has to run for that"
                            + " (kubectl get pods -n strimzi, and -n flink-operator).");
        }
        return Optional.empty();
    }

    /** What is said about a kind of resource that the cluster does not know. */
    static String unknownKind(String kind, KubeConfig.Context context) {
        String word = kind.toLowerCase(Locale.ROOT);
        String remedy;
        if (word.startsWith("kafka") || word.startsWith("strimzi")) {
            remedy = "./tickhouse k8s up kafka installs Strimzi, which brings it";
        } else if (word.startsWith("flink")) {
            remedy = "./tickhouse k8s up jobs installs the Flink operator, which brings it";
        } else if (word.startsWith("podmonitor")) {
            remedy = "install the Prometheus operator, or take podmonitor.yaml out of the overlay";
        } else {
            remedy = "install what defines it";
        }
        return "%s does not know the kind %s: %s.".formatted(context, kind, remedy);
    }

    private static String lastLine(String stderr) {
        String line = "";
        for (String next : stderr.lines().filter(l -> !l.isBlank()).toList()) {
            line = next.strip().replaceFirst("^[Ee]rror: ", "");
        }
        return line.isEmpty() ? "it said nothing." : Printable.text(line);
    }
}
