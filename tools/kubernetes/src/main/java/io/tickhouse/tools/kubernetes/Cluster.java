package io.tickhouse.tools.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.stack.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One context of kubeconfig: all that is asked of it and changed in it names that context. */
final class Cluster {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** For one answer of the API server. */
    private static final String REQUEST_TIMEOUT = "--request-timeout=30s";

    private static final Duration ANSWER = Duration.ofMinutes(2);

    /** For what waits itself; the arguments of the program say how long. */
    private static final Duration WORK = Duration.ofHours(2);

    private final Machine machine;
    private final KubeConfig.Context context;
    private final Progress progress;

    private Cluster(Machine machine, KubeConfig.Context context, Progress progress) {
        this.machine = machine;
        this.context = context;
        this.progress = progress;
    }

    /**
     * The cluster of a context, without asking it anything.
     *
     * @param named context, or null for the current one
     * @throws UserError if kubectl or the context is missing
     */
    static Cluster of(Machine machine, String named, Progress progress) {
        machine.programs().require(List.of("kubectl"));
        List<String> words = List.of("kubectl", "config", "view", "-o", "json");
        Programs.Result view = machine.programs().run(words, "", ANSWER);
        if (!view.ok()) {
            throw UserError.failed("kubectl cannot read kubeconfig: " + view.err().strip());
        }
        return new Cluster(machine, KubeConfig.of(json(view.out())).context(named), progress);
    }

    /** The cluster that a Minikube profile will have when it has started. */
    static Cluster ofProfile(Machine machine, String profile, Progress progress) {
        return new Cluster(machine, new KubeConfig.Context(profile, ""), progress);
    }

    KubeConfig.Context context() {
        return context;
    }

    Machine machine() {
        return machine;
    }

    void say(String line) {
        progress.line(line);
    }

    String variable(String name) {
        return machine.environment().apply(name);
    }

    /**
     * Refuses a context that the user may not have meant: the current one, when nothing of
     * Tickhouse is in it.
     */
    void requireMeant(boolean named) {
        if (!named && !isOurs()) {
            throw UserError.badUsage(
                    "The current context is %s, and Tickhouse is not in it: say --context %s if it is"
                                    .formatted(context, context.name())
                            + " the one you mean.");
        }
        say("Context " + context + ", namespace " + Plan.NAMESPACE);
    }

    /** Whether {@code k8s up} has made its namespace here. */
    boolean isOurs() {
        return get("namespace", Plan.NAMESPACE)
                .at("/metadata/labels/app.kubernetes.io~1part-of")
                .asText()
                .equals("tickhouse");
    }

    /** The overlay that {@code k8s up} has noted down here, or nothing. */
    String overlay() {
        return get("namespace", Plan.NAMESPACE)
                .at("/metadata/annotations/tickhouse.io~1overlay")
                .asText();
    }

    /** Performs steps, and says each. */
    void perform(List<Step> steps) {
        int number = 0;
        for (Step step : steps) {
            say("[%d/%d] %s".formatted(++number, steps.size(), step.shell()));
            step.perform(this);
        }
    }

    /**
     * What {@code kubectl get} answers: a resource or a list; missing if there is no such resource.
     */
    JsonNode get(String kind, String... more) {
        List<String> words = new ArrayList<>(List.of("kubectl", "get", kind));
        words.addAll(List.of(more));
        words.addAll(List.of("--ignore-not-found", "-o", "json", REQUEST_TIMEOUT));
        return json(answer(words, ""));
    }

    /** The resources of a {@code kubectl get}, of which there may be one, many or none. */
    List<JsonNode> list(String kind, String... more) {
        JsonNode answer = get(kind, more);
        List<JsonNode> items = new ArrayList<>();
        if (answer.path("items") instanceof ArrayNode list) {
            list.forEach(items::add);
        } else if (answer instanceof ObjectNode one) {
            items.add(one);
        }
        return items;
    }

    /** What {@code kubectl version} tells of both sides. */
    JsonNode version() {
        return json(answer(List.of("kubectl", "version", "-o", "json", REQUEST_TIMEOUT), ""));
    }

    /** Creates a resource, JSON, and returns it as it is then. */
    JsonNode create(String resource) {
        return json(
                answer(
                        List.of("kubectl", "create", "-f", "-", "-o", "json", REQUEST_TIMEOUT),
                        resource));
    }

    /** Runs a program to its end; minikube's lines are shown, as it takes minutes. */
    void run(List<String> words) {
        if (words.get(0).equals("minikube")) {
            if (machine.programs().follow(words, line -> say("  " + line)) != 0) {
                throw UserError.failed(
                        "minikube "
                                + words.get(1)
                                + " failed; its lines above say why, and minikube logs says more.");
            }
            return;
        }
        Programs.Result result = ask(words);
        if (!result.ok()) {
            throw complaint(words, result.err());
        }
    }

    /** Runs a program to its end and returns what it said. */
    Programs.Result ask(List<String> words) {
        return machine.programs().run(inContext(words), "", WORK);
    }

    /** The error of a command that failed. */
    UserError complaint(List<String> words, String stderr) {
        return Complaint.of(words, stderr, context);
    }

    /** The words with the context that they are meant for. */
    List<String> inContext(List<String> words) {
        List<String> all = new ArrayList<>(words);
        switch (words.get(0)) {
            case "kubectl" -> all.addAll(1, List.of("--context", context.name()));
            case "helm" -> all.addAll(1, List.of("--kube-context", context.name()));
            default -> {}
        }
        return all;
    }

    private String answer(List<String> words, String input) {
        Programs.Result result = machine.programs().run(inContext(words), input, ANSWER);
        if (!result.ok()) {
            throw complaint(words, result.err());
        }
        return result.out();
    }

    private static JsonNode json(String text) {
        try {
            return text.isBlank() ? JSON.missingNode() : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw UserError.failed("kubectl answered something that is not JSON.", e);
        }
    }
}
