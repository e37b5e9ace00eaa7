package io.tickhouse.tools.topics;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickhouse.tools.Workspace;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tickhouse topics describe}. */
@Command(
        name = "describe",
        mixinStandardHelpOptions = true,
        description = "Shows partitions, offsets and settings of one topic or of all.",
        footer = {"", "Example:", "  ./tickhouse topics describe iex_data"})
final class TopicsDescribeCommand implements Callable<Integer> {

    private record Partition(
            int partition, int leader, int replicas, int inSync, long beginning, long end) {}

    private record Topic(String topic, List<Partition> partitions, Map<String, String> config) {}

    @Spec private CommandSpec spec;
    @Mixin private Workspace workspace;
    @Mixin private BrokerOption broker;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "Topic; all if not given.")
    private String name;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        List<Topic> topics = new ArrayList<>();
        try (TopicAdmin admin = new TopicAdmin(broker.clientProperties(workspace))) {
            List<String> names = name == null ? admin.names() : List.of(name);
            for (TopicDescription description : admin.describe(names).values()) {
                topics.add(topic(admin, description));
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new ObjectMapper().writeValueAsString(topics));
        } else {
            topics.forEach(topic -> print(out, topic));
        }
        return 0;
    }

    private static Topic topic(TopicAdmin admin, TopicDescription description)
            throws InterruptedException {
        List<TopicPartition> all =
                description.partitions().stream()
                        .map(p -> new TopicPartition(description.name(), p.partition()))
                        .toList();
        Map<TopicPartition, Long> beginnings = admin.beginnings(all);
        Map<TopicPartition, Long> ends = admin.ends(all);
        List<Partition> partitions = new ArrayList<>();
        for (TopicPartitionInfo info : description.partitions()) {
            TopicPartition id = new TopicPartition(description.name(), info.partition());
            Node leader = info.leader();
            partitions.add(
                    new Partition(
                            info.partition(),
                            leader == null ? -1 : leader.id(),
                            info.replicas().size(),
                            info.isr().size(),
                            beginnings.get(id),
                            ends.get(id)));
        }
        return new Topic(description.name(), partitions, admin.config(description.name()));
    }

    private static void print(PrintWriter out, Topic topic) {
        out.println(topic.topic());
        for (Partition p : topic.partitions()) {
            out.printf(
                    "  partition %d  offsets %d to %d  leader %s  in sync %d of %d%n",
                    p.partition(),
                    p.beginning(),
                    p.end(),
                    p.leader() < 0 ? "none" : p.leader(),
                    p.inSync(),
                    p.replicas());
        }
        topic.config().forEach((key, value) -> out.printf("  %s=%s%n", key, value));
    }
}
