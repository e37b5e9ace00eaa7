package io.tickhouse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whatever names something else names something that is there: secrets and their keys, ConfigMaps,
 * accounts, services and their ports, buckets, and the files of the Pinot tables.
 */
final class References implements Check {

    /** As the commands of the documentation make them: {@code --from-literal=KEY=VALUE}. */
    private static final Pattern SECRET =
            Pattern.compile(
                    "kubectl create secret generic ([a-z0-9-]+)((?: \\\\?\\s*--?[^\\n]*)*)");

    private static final Pattern KEY = Pattern.compile("--from-literal=([a-z0-9.-]+)=");
    private static final Pattern BUCKET = Pattern.compile("s3://([a-z0-9.-]+)/");

    /** A service of the own namespace: a name without dots. */
    private static final Pattern ADDRESS =
            Pattern.compile("(?:^|=|//|,| )([a-z][a-z0-9-]*):(\\d{2,5})(?=/|,|$| )");

    /** Services of charts: Pinot's, under the release name pinot. */
    private static final Set<String> OTHER_SERVICES =
            Set.of("pinot-controller:9000", "pinot-broker:8099");

    @Override
    public void look(Resources resources, Consumer<String> fault) {
        Map<String, Set<String>> secrets = secrets(resources);
        Set<String> services = services(resources);
        Set<String> buckets = new HashSet<>();
        resources
                .find("Job", "buckets")
                .ifPresent(
                        job -> {
                            Matcher made =
                                    Pattern.compile("store/([a-z-]+)").matcher(job.toString());
                            while (made.find()) {
                                buckets.add(made.group(1));
                            }
                        });
        for (ObjectNode resource : resources.all()) {
            String name = Resources.name(resource);
            if (name.startsWith("ConfigMap pinot-")) {
                continue;
            }
            texts(
                    resource,
                    text -> {
                        Matcher address = ADDRESS.matcher(text);
                        while (address.find()) {
                            String service = address.group(1) + ":" + address.group(2);
                            if (!services.contains(service)) {
                                fault.accept(name + ": there is no service " + service + ".");
                            }
                        }
                        Matcher bucket = BUCKET.matcher(text);
                        while (bucket.find()) {
                            if (!buckets.isEmpty() && !buckets.contains(bucket.group(1))) {
                                fault.accept(
                                        name
                                                + ": nothing creates the bucket "
                                                + bucket.group(1)
                                                + ".");
                            }
                        }
                    });
            for (Pods.Pod pod : Pods.of(resource)) {
                pod(resources, pod, secrets, fault);
            }
        }
        for (ObjectNode set : resources.of("StatefulSet")) {
            String service = set.at("/spec/serviceName").asText();
            require(
                    resources.find("Service", service),
                    Resources.name(set) + ": there is no service " + service + ".",
                    fault);
        }
        for (ObjectNode binding : resources.of("RoleBinding")) {
            require(
                    resources.find("Role", binding.at("/roleRef/name").asText()),
                    Resources.name(binding) + ": there is no such role.",
                    fault);
            for (JsonNode subject : binding.path("subjects")) {
                require(
                        resources.find(
                                subject.path("kind").asText(), subject.path("name").asText()),
                        Resources.name(binding) + ": there is no such account.",
                        fault);
                if (!subject.path("namespace").equals(binding.at("/metadata/namespace"))) {
                    fault.accept(
                            Resources.name(binding) + ": the account is in another namespace.");
                }
            }
        }
        for (ObjectNode role : resources.of("Role")) {
            role(role, fault);
        }
        resources.find("Job", "pinot-apply").ifPresent(job -> pinotFiles(resources, fault));
    }

    /** What a JobManager does with the API: pods, and ConfigMaps of high availability. */
    private static void role(ObjectNode role, Consumer<String> fault) {
        for (String resource : List.of("/pods", "/configmaps", "apps/deployments")) {
            for (String verb :
                    List.of("get", "list", "watch", "create", "update", "patch", "delete")) {
                boolean allowed = false;
                for (JsonNode rule : role.path("rules")) {
                    allowed |=
                            contains(
                                            rule.path("apiGroups"),
                                            resource.substring(0, resource.indexOf('/')))
                                    && contains(
                                            rule.path("resources"),
                                            resource.substring(resource.indexOf('/') + 1))
                                    && contains(rule.path("verbs"), verb);
                }
                if (!allowed) {
                    fault.accept(
                            Resources.name(role) + ": Flink has to " + verb + " " + resource + ".");
                }
            }
        }
    }

    private static boolean contains(JsonNode list, String text) {
        for (JsonNode item : list) {
            if (item.asText().equals(text)) {
                return true;
            }
        }
        return false;
    }

    /** The files that {@code ./tickhouse pinot apply} reads are in the ConfigMaps. */
    private static void pinotFiles(Resources resources, Consumer<String> fault) {
        for (String folder : List.of("schemas", "tables")) {
            Set<String> there =
                    Pods.texts(resources.get("ConfigMap", "pinot-" + folder).path("data")).keySet();
            try (var files = Files.list(Resources.ROOT.resolve("pinot").resolve(folder))) {
                files.map(file -> file.getFileName().toString())
                        .filter(file -> file.endsWith(".json") && !there.contains(file))
                        .forEach(
                                file ->
                                        fault.accept(
                                                "pinot/" + folder + " leaves out " + file + "."));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void pod(
            Resources resources,
            Pods.Pod pod,
            Map<String, Set<String>> secrets,
            Consumer<String> fault) {
        if (pod.spec().has("serviceAccountName")) {
            String account = pod.spec().path("serviceAccountName").asText();
            require(
                    resources.find("ServiceAccount", account),
                    pod.name() + ": there is no account " + account + ".",
                    fault);
        }
        for (JsonNode container : Pods.containersOf(pod.spec())) {
            for (JsonNode variable : container.path("env")) {
                JsonNode secret = variable.at("/valueFrom/secretKeyRef");
                if (secret.isObject()) {
                    secret(
                            pod,
                            secrets,
                            secret.path("name").asText(),
                            secret.path("key").asText(),
                            fault);
                } else if (!variable.has("value")) {
                    fault.accept(
                            pod.name() + ": " + variable.path("name").asText() + " has no value.");
                }
            }
            for (JsonNode from : container.path("envFrom")) {
                String map = from.at("/configMapRef/name").asText();
                require(
                        resources.find("ConfigMap", map),
                        pod.name() + ": there is no ConfigMap " + map + ".",
                        fault);
            }
        }
        for (JsonNode volume : pod.spec().path("volumes")) {
            if (volume.has("configMap")) {
                String map = volume.at("/configMap/name").asText();
                require(
                        resources.find("ConfigMap", map),
                        pod.name() + ": there is no ConfigMap " + map + ".",
                        fault);
            }
            JsonNode secret = volume.path("secret");
            if (secret.isObject() && !secret.path("optional").asBoolean()) {
                secret.path("items")
                        .forEach(
                                item ->
                                        secret(
                                                pod,
                                                secrets,
                                                secret.path("secretName").asText(),
                                                item.path("key").asText(),
                                                fault));
            }
        }
    }

    private static void secret(
            Pods.Pod pod,
            Map<String, Set<String>> secrets,
            String name,
            String key,
            Consumer<String> fault) {
        if (!secrets.getOrDefault(name, Set.of()).contains(key)) {
            fault.accept(
                    pod.name() + ": nothing creates the Secret " + name + " with " + key + ".");
        }
    }

    /** Those of Strimzi, and those that docs/kubernetes.md tells the user to make. */
    private static Map<String, Set<String>> secrets(Resources resources) {
        Map<String, Set<String>> secrets = new HashMap<>();
        for (ObjectNode kafka : resources.of("Kafka")) {
            secrets.put(kafka.at("/metadata/name").asText() + "-cluster-ca-cert", Set.of("ca.crt"));
            String prefix = kafka.at("/spec/entityOperator/userOperator/secretPrefix").asText();
            for (ObjectNode user : resources.of("KafkaUser")) {
                secrets.put(
                        prefix + user.at("/metadata/name").asText(),
                        Set.of("password", "sasl.jaas.config"));
            }
        }
        try {
            Matcher made =
                    SECRET.matcher(Files.readString(Resources.ROOT.resolve("docs/kubernetes.md")));
            while (made.find()) {
                Matcher key = KEY.matcher(made.group(2));
                while (key.find()) {
                    secrets.computeIfAbsent(made.group(1), name -> new HashSet<>())
                            .add(key.group(1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return secrets;
    }

    private static Set<String> services(Resources resources) {
        Set<String> services = new HashSet<>(OTHER_SERVICES);
        for (ObjectNode service : resources.of("Service")) {
            for (JsonNode port : service.at("/spec/ports")) {
                services.add(
                        service.at("/metadata/name").asText() + ":" + port.path("port").asText());
            }
        }
        for (ObjectNode kafka : resources.of("Kafka")) {
            for (JsonNode listener : kafka.at("/spec/kafka/listeners")) {
                services.add(
                        kafka.at("/metadata/name").asText()
                                + "-kafka-bootstrap:"
                                + listener.path("port").asText());
            }
        }
        return services;
    }

    private static void texts(JsonNode node, Consumer<String> each) {
        if (node.isTextual()) {
            each.accept(node.asText());
        }
        node.forEach(child -> texts(child, each));
    }

    private static void require(
            java.util.Optional<ObjectNode> found, String otherwise, Consumer<String> fault) {
        if (found.isEmpty()) {
            fault.accept(otherwise);
        }
    }
}
