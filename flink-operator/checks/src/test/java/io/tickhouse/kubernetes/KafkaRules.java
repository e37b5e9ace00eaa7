package io.tickhouse.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickhouse.kafka.topics.ClientSettings;
import io.tickhouse.kafka.topics.PropertyList;
import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.streams.StreamsProgram;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * Compares the topics with {@code kafka/topics.yaml}, and the rights of the users with what their
 * programs really do: none may be missing, and none may be too many.
 */
final class KafkaRules implements Check {

    private static final Set<String> BROKER_SETTINGS =
            Set.of(
                    "auto.create.topics.enable",
                    "transaction.max.timeout.ms",
                    "default.replication.factor",
                    "min.insync.replicas",
                    "offsets.topic.replication.factor",
                    "transaction.state.log.replication.factor",
                    "transaction.state.log.min.isr",
                    "share.coordinator.state.topic.replication.factor",
                    "share.coordinator.state.topic.min.isr");

    private static final String RAW = "iex_data";

    /** What docs/kubernetes.md has a person read with the login of a program. */
    private static final Map<String, Set<Right>> FROM_OUTSIDE =
            Map.of(
                    "tools",
                    Set.of(
                            Right.topic(TopicNames.gaps(RAW), "Read"),
                            Right.topic("analytics_bars", "Read"),
                            Right.topic("analytics_windows", "Read")));

    @Override
    public void look(Resources resources, Consumer<String> fault) {
        topics(resources, fault);
        cluster(resources, fault);
        Map<String, Set<Right>> needs = new HashMap<>();
        for (ObjectNode resource : resources.all()) {
            for (Pods.Pod pod : Pods.of(resource)) {
                String user = login(resources, pod, fault);
                if (user != null) {
                    needs.computeIfAbsent(user, u -> new LinkedHashSet<>())
                            .addAll(rights(resources, resource));
                }
            }
        }
        for (ObjectNode user : resources.of("KafkaUser")) {
            String name = user.at("/metadata/name").asText();
            if (!needs.containsKey(name)) {
                fault.accept("KafkaUser " + name + ": no program logs in as this user.");
            } else {
                Set<Right> all = needs.get(name);
                all.addAll(FROM_OUTSIDE.getOrDefault(name, Set.of()));
                compare(user, all, fault);
            }
        }
    }

    private static void topics(Resources resources, Consumer<String> fault) {
        Map<String, JsonNode> wanted = new TreeMap<>();
        Yaml.read(Resources.ROOT.resolve("kafka/topics.yaml"))
                .get(0)
                .path("topics")
                .forEach(topic -> wanted.put(topic.path("name").asText(), topic));
        int replicas = resources.get("KafkaNodePool", "node").at("/spec/replicas").asInt();
        for (ObjectNode topic : resources.of("KafkaTopic")) {
            String name = topic.at("/spec/topicName").asText();
            JsonNode definition = wanted.remove(name);
            if (definition == null) {
                fault.accept("KafkaTopic " + name + " is not in kafka/topics.yaml.");
                continue;
            }
            Map<String, String> config = Pods.texts(topic.at("/spec/config"));
            String insync = config.remove("min.insync.replicas");
            if (topic.at("/spec/partitions").asInt() != definition.path("partitions").asInt()
                    || !config.equals(Pods.texts(definition.path("config")))) {
                fault.accept("KafkaTopic " + name + " differs from kafka/topics.yaml.");
            }
            if (topic.at("/spec/replicas").asInt() != replicas
                    || (replicas > 1) != "2".equals(insync)) {
                fault.accept(
                        "KafkaTopic "
                                + name
                                + " must have "
                                + replicas
                                + " replicas and, with several, min.insync.replicas=2.");
            }
        }
        wanted.keySet().forEach(name -> fault.accept("There is no KafkaTopic " + name + "."));
    }

    private static void cluster(Resources resources, Consumer<String> fault) {
        for (ObjectNode kafka : resources.of("Kafka")) {
            Map<String, String> settings = Pods.texts(kafka.at("/spec/kafka/config"));
            int replicas = resources.get("KafkaNodePool", "node").at("/spec/replicas").asInt();
            for (String setting : BROKER_SETTINGS) {
                String right =
                        switch (setting) {
                            case "auto.create.topics.enable" -> "false";
                            case "transaction.max.timeout.ms" ->
                                    String.valueOf(ClientSettings.TRANSACTION_TIMEOUT_MS);
                            default ->
                                    String.valueOf(
                                            setting.matches(".*(isr|insync.replicas)")
                                                    ? Math.min(2, replicas)
                                                    : replicas);
                        };
                if (!right.equals(settings.remove(setting))) {
                    fault.accept(
                            Resources.name(kafka) + ": " + setting + " must be " + right + ".");
                }
            }
            settings.keySet()
                    .forEach(
                            setting ->
                                    fault.accept(
                                            Resources.name(kafka)
                                                    + ": no rule covers the setting "
                                                    + setting
                                                    + "."));
            if (!kafka.at("/spec/kafka/authorization/type").asText().equals("simple")) {
                fault.accept(
                        Resources.name(kafka) + ": without authorization rights mean nothing.");
            }
        }
        for (String kind : List.of("KafkaNodePool", "KafkaTopic", "KafkaUser")) {
            for (ObjectNode resource : resources.of(kind)) {
                String cluster =
                        resource.at("/metadata/labels").path("strimzi.io/cluster").asText();
                if (resources.find("Kafka", cluster).isEmpty()) {
                    fault.accept(Resources.name(resource) + ": there is no Kafka " + cluster + ".");
                }
            }
        }
    }

    /** The user of a pod, by the Secret that its login comes from; null without Kafka. */
    private static String login(Resources resources, Pods.Pod pod, Consumer<String> fault) {
        String prefix =
                resources
                        .get("Kafka", "tickhouse")
                        .at("/spec/entityOperator/userOperator/secretPrefix")
                        .asText();
        String user = null;
        for (JsonNode container : Pods.containersOf(pod.spec())) {
            Map<String, String> values = new HashMap<>();
            for (JsonNode variable : container.path("env")) {
                String name = variable.path("name").asText();
                String secret = variable.at("/valueFrom/secretKeyRef/name").asText();
                values.put(name, variable.path("value").asText("value of " + name));
                if (secret.startsWith(prefix)) {
                    user = secret.substring(prefix.length());
                }
            }
            if (values.containsKey("KAFKA_PROPERTY")) {
                properties(pod, values.get("KAFKA_PROPERTY"), fault);
            }
        }
        return user;
    }

    private static void properties(Pods.Pod pod, String list, Consumer<String> fault) {
        Map<String, String> properties =
                PropertyList.parse(
                        list.replaceAll(
                                "\\$\\(\\w+\\)", "Login required username=\"a\" password=\"b\";"));
        for (String key : properties.keySet()) {
            if (!AdminClientConfig.configNames().contains(key)) {
                fault.accept(pod.name() + ": Kafka's clients know no property " + key + ".");
            }
        }
        if (!"SASL_SSL".equals(properties.get("security.protocol"))
                || !properties.getOrDefault("sasl.jaas.config", "").endsWith(";")
                || !"SCRAM-SHA-512".equals(properties.get("sasl.mechanism"))) {
            fault.accept(pod.name() + ": KAFKA_PROPERTY does not log in.");
        }
        String certificate = properties.getOrDefault("ssl.truststore.location", "");
        boolean mounted = false;
        for (JsonNode mount : Pods.containersOf(pod.spec()).get(0).path("volumeMounts")) {
            mounted |= certificate.equals(mount.path("mountPath").asText() + "/ca.crt");
        }
        // That of pinot-apply is a path of Pinot's servers, whose values mount it.
        if (!mounted && !pod.name().equals("Job pinot-apply")) {
            fault.accept(pod.name() + ": there is no file " + certificate + ".");
        }
    }

    private static Set<Right> rights(Resources resources, ObjectNode resource) {
        return switch (Resources.name(resource)) {
            case "Deployment kstreams-flatten-app" ->
                    StreamsProgram.rights(
                                    Pods.texts(
                                            resources
                                                    .get("ConfigMap", "kstreams-flatten-config")
                                                    .path("data")))
                            .all();
            case "Job pinot-apply" -> {
                Rights rights = new Rights();
                new TopicNames("flattened_stocks")
                        .all()
                        .forEach(topic -> rights.asks(Right.topic(topic, "Read")));
                rights.asks(Right.topic("analytics_bars", "Read"));
                yield rights.all();
            }
            case "Job generate" -> Set.of(Right.topic(RAW, "Write"));
            case "Job audit", "Job audit-no-pinot", "Job audit-twin" -> audited(resource);
            default -> JobRules.rights(resource);
        };
    }

    /** What an audit reads: the raw topic, and what it is told that a job writes. */
    private static Set<Right> audited(ObjectNode audit) {
        List<String> topics = new ArrayList<>(List.of(RAW, "tickhouse_destinations"));
        topics.add(option(audit, "--dead-letter-topic", TopicNames.deadLetters(RAW)));
        topics.addAll(new TopicNames(option(audit, "--dest-topic", "flattened_stocks")).all());
        return topics.stream().map(topic -> Right.topic(topic, "Read")).collect(Collectors.toSet());
    }

    private static String option(ObjectNode job, String name, String otherwise) {
        for (JsonNode argument : job.at("/spec/template/spec/containers/0/args")) {
            if (argument.asText().startsWith(name + "=")) {
                return argument.asText().substring(name.length() + 1);
            }
        }
        return otherwise;
    }

    private static void compare(ObjectNode user, Set<Right> needs, Consumer<String> fault) {
        String name = Resources.name(user);
        Set<String> used = new HashSet<>();
        for (Right need : needs) {
            boolean allowed = false;
            int index = 0;
            for (JsonNode acl : user.at("/spec/authorization/acls")) {
                for (JsonNode operation : acl.path("operations")) {
                    if (covers(acl, operation.asText(), need)) {
                        allowed = true;
                        used.add(index + operation.asText());
                    }
                }
                index++;
            }
            if (!allowed) {
                fault.accept(name + " lacks " + need + ".");
            }
        }
        int index = 0;
        for (JsonNode acl : user.at("/spec/authorization/acls")) {
            for (JsonNode operation : acl.path("operations")) {
                if (!used.contains(index + operation.asText())) {
                    fault.accept(
                            name
                                    + " has more than it needs: "
                                    + operation.asText()
                                    + " of "
                                    + acl.at("/resource/name").asText()
                                    + ".");
                }
            }
            index++;
        }
    }

    private static boolean covers(JsonNode acl, String operation, Right need) {
        String name = acl.at("/resource/name").asText();
        boolean prefix = acl.at("/resource/patternType").asText().equals("prefix");
        return acl.at("/resource/type").asText().equals(need.type())
                && operation.equals(need.operation())
                && acl.path("type").asText("allow").equals("allow")
                && (prefix
                        ? need.name().startsWith(name)
                        : !need.prefix() && name.equals(need.name()));
    }
}
