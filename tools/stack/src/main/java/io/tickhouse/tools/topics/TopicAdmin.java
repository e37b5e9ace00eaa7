package io.tickhouse.tools.topics;

import io.tickhouse.tools.UserError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Administration of topics for the commands. Every method throws {@link UserError} if the broker
 * does not answer or refuses.
 */
public final class TopicAdmin implements AutoCloseable {

    /** Result of {@link #create}. */
    public enum Created {
        CREATED,
        EXISTED
    }

    /** One partition of a topic that a group reads; committed is -1 if nothing is committed. */
    record Lag(String group, String topic, int partition, long committed, long end) {

        /** Records that the group must still read; all of them if nothing is committed. */
        long lag() {
            return Math.max(0, end - Math.max(0, committed));
        }
    }

    private static final Duration FENCED_FOR_A_MOMENT = Duration.ofSeconds(30);

    private final Properties client;
    private final Admin admin;

    /**
     * @param client properties of a Kafka client, including the address
     */
    public TopicAdmin(Properties client) {
        this.client = client;
        this.admin = BrokerOption.admin(client);
    }

    /**
     * Creates the topic and waits until each of its partitions accepts records. An existing topic
     * is not changed.
     */
    public Created create(TopicDefinition topic) throws InterruptedException {
        Created created = createOrFind(topic);
        awaitLeaders(topic.name());
        return created;
    }

    /**
     * A new topic is listed before its partitions have leaders. If an idempotent producer sends in
     * that window, the broker may reject its first batch and accept its second. The first can then
     * never be delivered (KAFKA-15591). Only a partition with a leader answers an offset request.
     * So we ask for offsets, and the client repeats the request until it is answered.
     */
    private void awaitLeaders(String topic) throws InterruptedException {
        ends(
                IntStream.range(0, partitions(topic))
                        .mapToObj(partition -> new TopicPartition(topic, partition))
                        .toList());
    }

    private Created createOrFind(TopicDefinition topic) throws InterruptedException {
        NewTopic wanted =
                new NewTopic(topic.name(), topic.partitions(), topic.replicationFactor())
                        .configs(topic.config());
        long patience = System.nanoTime() + FENCED_FOR_A_MOMENT.toNanos();
        while (true) {
            try {
                admin.createTopics(List.of(wanted)).all().get();
                return Created.CREATED;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof TopicExistsException) {
                    return Created.EXISTED;
                }
                if (!awaitsItsBrokers(topic, e.getCause()) || System.nanoTime() > patience) {
                    throw refused("create topic " + topic.name(), e);
                }
                TimeUnit.MILLISECONDS.sleep(500);
            }
        }
    }

    /** The id of the cluster that answers, which is the same at each of its addresses. */
    public String clusterId() throws InterruptedException {
        return get("describe the cluster", admin.describeCluster().clusterId());
    }

    /**
     * Whether enough brokers exist but are fenced. The controller has then not heard from them for
     * some seconds, as after a stall or a restart, but soon will.
     */
    private boolean awaitsItsBrokers(TopicDefinition topic, Throwable failure)
            throws InterruptedException {
        if (!(failure instanceof InvalidReplicationFactorException)) {
            return false;
        }
        DescribeClusterOptions fencedToo = new DescribeClusterOptions().includeFencedBrokers(true);
        return get("describe the cluster", admin.describeCluster(fencedToo).nodes()).size()
                >= topic.replicationFactor();
    }

    /** Number of partitions, or 0 if the topic does not exist. */
    public int partitions(String topic) throws InterruptedException {
        try {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return 0;
            }
            throw refused("describe topic " + topic, e);
        }
    }

    /**
     * Kafka's own ids of those topics that exist, by name. A topic that is created again has
     * another id.
     */
    public Map<String, String> ids(Collection<String> topics) throws InterruptedException {
        Map<String, String> ids = new TreeMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
                admin.describeTopics(topics).topicNameValues().entrySet()) {
            try {
                ids.put(topic.getKey(), topic.getValue().get().topicId().toString());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw refused("describe topic " + topic.getKey(), e);
                }
            }
        }
        return ids;
    }

    /**
     * Offset of the next record by partition, including open transactions; empty if the topic does
     * not exist.
     */
    public Map<Integer, Long> ends(String topic) throws InterruptedException {
        Map<Integer, Long> ends = new TreeMap<>();
        ends(IntStream.range(0, partitions(topic))
                        .mapToObj(partition -> new TopicPartition(topic, partition))
                        .toList())
                .forEach((partition, end) -> ends.put(partition.partition(), end));
        return ends;
    }

    /** The largest message that a topic accepts, in bytes. */
    public int maxMessageBytes(String topic) throws InterruptedException {
        return Integer.parseInt(settings(topic).get("max.message.bytes").value());
    }

    private Config settings(String topic) throws InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return get("describe topic " + topic, admin.describeConfigs(List.of(resource)).all())
                .get(resource);
    }

    /** The names of all topics, sorted. */
    public List<String> names() throws InterruptedException {
        return get("list topics", admin.listTopics().names()).stream().sorted().toList();
    }

    Map<String, TopicDescription> describe(Collection<String> topics) throws InterruptedException {
        return new TreeMap<>(get("describe topics", admin.describeTopics(topics).allTopicNames()));
    }

    /** The settings of a topic that differ from the broker's defaults. */
    Map<String, String> config(String topic) throws InterruptedException {
        return settings(topic).entries().stream()
                .filter(e -> e.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .collect(
                        Collectors.toMap(
                                ConfigEntry::name, ConfigEntry::value, (a, b) -> b, TreeMap::new));
    }

    public void delete(String topic) throws InterruptedException {
        get("delete topic " + topic, admin.deleteTopics(List.of(topic)).all());
    }

    List<String> groups() throws InterruptedException {
        return get("list groups", admin.listGroups(ListGroupsOptions.forConsumerGroups()).all())
                .stream()
                .map(GroupListing::groupId)
                .sorted()
                .toList();
    }

    /** How far the group is behind the end of the log, for each partition that it has committed. */
    List<Lag> lag(String group) throws InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = offsets(group);
        Map<TopicPartition, Long> ends = ends(committed.keySet());
        List<Lag> lags = new ArrayList<>();
        committed.forEach(
                (partition, offset) ->
                        lags.add(
                                new Lag(
                                        group,
                                        partition.topic(),
                                        partition.partition(),
                                        offset == null ? -1 : offset.offset(),
                                        ends.get(partition))));
        lags.sort(Comparator.comparing(Lag::topic).thenComparingInt(Lag::partition));
        return lags;
    }

    /** What the group has committed; nothing if there is no such group. */
    public Map<TopicPartition, Long> committed(String group) throws InterruptedException {
        Map<TopicPartition, Long> committed = new HashMap<>();
        offsets(group)
                .forEach(
                        (partition, offset) -> {
                            if (offset != null) {
                                committed.put(partition, offset.offset());
                            }
                        });
        return committed;
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets(String group)
            throws InterruptedException {
        try {
            return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw refused("read the offsets of group " + group, e);
        }
    }

    /** Offset of the next record of each partition, including open transactions. */
    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions)
            throws InterruptedException {
        return offsets(partitions, OffsetSpec.latest());
    }

    /** Offset of the oldest record that each partition still has. */
    Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions)
            throws InterruptedException {
        return offsets(partitions, OffsetSpec.earliest());
    }

    private Map<TopicPartition, Long> offsets(
            Collection<TopicPartition> partitions, OffsetSpec spec) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted =
                partitions.stream().collect(Collectors.toMap(p -> p, p -> spec));
        Map<TopicPartition, ListOffsetsResultInfo> found =
                get("read offsets", admin.listOffsets(wanted).all());
        return found.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset()));
    }

    private <T> T get(String what, KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw refused(what, e);
        }
    }

    private UserError refused(String what, ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof TimeoutException) {
            return BrokerOption.unreachable(client, cause);
        }
        if (cause instanceof UnknownTopicOrPartitionException) {
            return UserError.failed(
                    "Cannot "
                            + what
                            + ": there is no such topic; ./tickhouse topics list names those there"
                            + " are.",
                    cause);
        }
        return BrokerOption.refused(client, what, cause);
    }

    @Override
    public void close() {
        admin.close();
    }
}
