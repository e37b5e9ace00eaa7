package io.tickhouse.tools.kubernetes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickhouse.tools.Shell;
import io.tickhouse.tools.UserError;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One step of a {@link Plan}. Done twice, it does the same as done once. */
interface Step {

    /** The command line by which a user would do the step. */
    String shell();

    void perform(Cluster cluster);

    /** Runs kubectl, helm or minikube. */
    record Command(List<String> words) implements Step {

        /** The words of a text without quotes, and more words that may have blanks. */
        static Command of(String text, String... more) {
            List<String> words = new ArrayList<>(List.of(text.split(" ", -1)));
            words.addAll(List.of(more));
            return new Command(words);
        }

        @Override
        public String shell() {
            return words.stream().map(Shell::quoted).collect(Collectors.joining(" "));
        }

        @Override
        public void perform(Cluster cluster) {
            cluster.run(words);
        }
    }

    /**
     * Deletes with kubectl. Of a kind that the cluster does not know there is nothing to delete.
     */
    record Delete(List<String> words) implements Step {

        @Override
        public String shell() {
            return new Command(words).shell();
        }

        @Override
        public void perform(Cluster cluster) {
            Programs.Result result = cluster.ask(words);
            if (!result.ok() && !Complaint.isOfUnknownKindsAlone(result.err())) {
                throw cluster.complaint(words, result.err());
            }
        }
    }

    /**
     * Waits until resources are ready.
     *
     * @param resources as arguments of {@code kubectl wait}: one of them, or a kind and {@code
     *     --all}
     * @param condition what {@code kubectl wait} would wait for; {@link Readiness} knows better
     */
    record Await(String namespace, List<String> resources, String condition, Duration atMost)
            implements Step {

        @Override
        public String shell() {
            return "kubectl wait -n %s %s --for=%s --timeout=%ds"
                    .formatted(
                            namespace,
                            String.join(" ", resources),
                            Shell.quoted(condition),
                            atMost.toSeconds());
        }

        @Override
        public void perform(Cluster cluster) {
            new Waiting(cluster).until(this);
        }
    }

    /**
     * Builds an image in the node of a Minikube, unless it is there.
     *
     * @param again whether it is built even if it is there
     */
    record Image(String profile, String tag, String dockerfile, boolean again) implements Step {

        private List<String> words(String name) {
            return List.of(
                    "minikube", "-p", profile, "image", "build", "-t", name, "-f", dockerfile, ".");
        }

        @Override
        public String shell() {
            return new Command(words(tag)).shell();
        }

        @Override
        public void perform(Cluster cluster) {
            if (!isThere(cluster, tag)) {
                build(cluster, tag);
            } else if (again) {
                // The image of before would hide a failure, and must not go before there is a new
                // one. So a name that nothing has yet comes first; then all layers are there.
                build(cluster, tag + "-" + Secret.random().substring(0, 8));
                build(cluster, tag);
            }
        }

        /** Its exit code is 0 even if the build has failed. */
        private void build(Cluster cluster, String name) {
            cluster.run(words(name));
            if (!isThere(cluster, name)) {
                throw UserError.failed(
                        "minikube has not built " + tag + ": its lines above say why.");
            }
        }

        private boolean isThere(Cluster cluster, String name) {
            List<String> list = List.of("minikube", "-p", profile, "image", "ls");
            return cluster.ask(list)
                    .out()
                    .lines()
                    .map(String::strip)
                    .anyMatch(line -> line.equals(name) || line.endsWith("/" + name));
        }
    }

    /** Makes a Secret, unless it is there. Its values are never shown and in no argument. */
    record Secret(String name, Map<String, Value> values) implements Step {

        /** Where a value comes from. */
        enum Source {
            TEXT,
            RANDOM,
            VARIABLE
        }

        /** A value; {@code text} is itself, nothing, or the name of a variable. */
        record Value(Source source, String text) {

            static Value text(String text) {
                return new Value(Source.TEXT, text);
            }

            static Value random() {
                return new Value(Source.RANDOM, "");
            }

            static Value variable(String name) {
                return new Value(Source.VARIABLE, name);
            }

            private String shell() {
                return switch (source) {
                    case TEXT -> text;
                    case RANDOM -> "\"$(openssl rand -hex 20)\"";
                    case VARIABLE -> "\"$" + text + "\"";
                };
            }
        }

        @Override
        public String shell() {
            List<String> words =
                    new ArrayList<>(
                            List.of("kubectl create secret generic", name, "-n", Plan.NAMESPACE));
            values.forEach(
                    (key, value) -> words.add("--from-literal=" + key + "=" + value.shell()));
            return String.join(" ", words);
        }

        @Override
        public void perform(Cluster cluster) {
            if (isMissing(cluster)) {
                ObjectNode secret = JsonNodeFactory.instance.objectNode();
                secret.put("apiVersion", "v1").put("kind", "Secret");
                secret.putObject("metadata").put("name", name).put("namespace", Plan.NAMESPACE);
                ObjectNode data = secret.putObject("stringData");
                values.forEach((key, value) -> data.put(key, of(value, cluster)));
                cluster.create(secret.toString());
            }
        }

        /**
         * Looks whether it can be made, if it has to be.
         *
         * @throws UserError if a variable is not set
         */
        void requireVariables(Cluster cluster) {
            boolean fromVariables =
                    values.values().stream().anyMatch(v -> v.source() == Source.VARIABLE);
            if (fromVariables && isMissing(cluster)) {
                values.values().forEach(value -> of(value, cluster));
            }
        }

        private boolean isMissing(Cluster cluster) {
            return cluster.get("secret", name, "-n", Plan.NAMESPACE).isMissingNode();
        }

        private String of(Value value, Cluster cluster) {
            return switch (value.source()) {
                case TEXT -> value.text();
                case RANDOM -> random();
                case VARIABLE -> {
                    String set = cluster.variable(value.text());
                    if (set == null || set.isBlank()) {
                        throw UserError.failed(
                                "The Secret %s is missing: set %s, or make it as"
                                                .formatted(name, value.text())
                                        + " docs/kubernetes.md says.");
                    }
                    yield set;
                }
            };
        }

        private static String random() {
            byte[] bytes = new byte[20];
            new SecureRandom().nextBytes(bytes);
            return HexFormat.of().formatHex(bytes);
        }
    }
}
