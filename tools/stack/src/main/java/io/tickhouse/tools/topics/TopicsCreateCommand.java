package io.tickhouse.tools.topics;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tickhouse topics create}: idempotent, and never changes an existing topic. */
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        description = {
            "Creates topics. Without names, it creates all of the topic file.",
            "A topic that exists is left as it is. If it differs, there is a warning."
        },
        footer = {"", "Example:", "  ./tickhouse topics create my_topic --partitions 6"})
final class TopicsCreateCommand implements Callable<Integer> {

    private record Outcome(String topic, String outcome, int partitions, String warning) {}

    @Spec private CommandSpec spec;
    @Mixin private Workspace workspace;
    @Mixin private BrokerOption broker;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Topics to create.")
    private List<String> names = List.of();

    @Option(names = "--file", description = "Topic file (default: kafka/topics.yaml).")
    private Path file;

    @Option(names = "--partitions", description = "Instead of the file's; 3 for other topics.")
    private Integer partitions;

    @Option(
            names = "--replication-factor",
            description = "Instead of the file's; 1 for other topics.")
    private Short replicationFactor;

    @Option(
            names = "--config",
            paramLabel = "KEY=VALUE",
            description = "Topic configuration, added to the file's; repeatable.")
    private Map<String, String> config = Map.of();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if ((partitions != null && partitions < 1)
                || (replicationFactor != null && replicationFactor < 1)) {
            throw UserError.badUsage(
                    "A topic has at least one partition and one replica: give --partitions and"
                            + " --replication-factor of 1 or more.");
        }
        List<Outcome> outcomes = new ArrayList<>();
        try (TopicAdmin admin = new TopicAdmin(broker.clientProperties(workspace))) {
            for (TopicDefinition topic : wanted()) {
                outcomes.add(create(admin, topic));
            }
        }
        print(outcomes);
        return 0;
    }

    private List<TopicDefinition> wanted() {
        TopicFile topics =
                TopicFile.read(
                        file == null ? workspace.projectRoot().resolve("kafka/topics.yaml") : file);
        List<TopicDefinition> chosen = new ArrayList<>();
        if (names.isEmpty()) {
            chosen.addAll(topics.topics());
        }
        for (String name : names) {
            chosen.add(
                    topics.topic(name).orElseGet(() -> TopicDefinition.bare(name, 3, (short) 1)));
        }
        return chosen.stream().map(t -> t.with(partitions, replicationFactor, config)).toList();
    }

    private static Outcome create(TopicAdmin admin, TopicDefinition topic)
            throws InterruptedException {
        if (admin.create(topic) == TopicAdmin.Created.CREATED) {
            return new Outcome(topic.name(), "created", topic.partitions(), null);
        }
        int there = admin.partitions(topic.name());
        return new Outcome(topic.name(), "exists", there, differences(admin, topic, there));
    }

    private static String differences(TopicAdmin admin, TopicDefinition topic, int there)
            throws InterruptedException {
        List<String> differences = new ArrayList<>();
        if (there != topic.partitions()) {
            // With more partitions, later messages of a symbol would go elsewhere and lose their
            // order.
            differences.add("it has " + there + " partitions instead of " + topic.partitions());
        }
        Map<String, String> config = admin.config(topic.name());
        topic.config()
                .forEach(
                        (key, value) -> {
                            String actual = config.get(key);
                            if (actual != null && !actual.equals(value)) {
                                differences.add(key + " is " + actual + " instead of " + value);
                            }
                        });
        return differences.isEmpty() ? null : String.join(", ", differences);
    }

    private void print(List<Outcome> outcomes) throws Exception {
        for (Outcome outcome : outcomes) {
            if (outcome.warning() != null) {
                spec.commandLine()
                        .getErr()
                        .println(
                                "Warning: topic "
                                        + outcome.topic()
                                        + " was left as it is, but "
                                        + outcome.warning()
                                        + ".");
            }
        }
        if (json) {
            spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(outcomes));
            return;
        }
        for (Outcome outcome : outcomes) {
            spec.commandLine()
                    .getOut()
                    .printf(
                            "%-7s  %s (partitions: %d)%n",
                            outcome.outcome(), outcome.topic(), outcome.partitions());
        }
    }
}
