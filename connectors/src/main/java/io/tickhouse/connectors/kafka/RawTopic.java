package io.tickhouse.connectors.kafka;

import io.tickhouse.connectors.Refusal;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The raw topic as it was when the job was submitted: which one it is, and the offsets between
 * which its partitions are read. They are settled once. A job that restarts before its first
 * checkpoint begins where it began at first, even if the topic has changed.
 *
 * @param id Kafka's own; a topic that is deleted and made again under the same name has another id
 * @param starts by partition, the offset to begin at without a state
 * @param ends by partition, the end of the topic
 */
record RawTopic(String name, String id, Map<Integer, Long> starts, Map<Integer, Long> ends)
        implements Serializable {

    private static final int TIMEOUT_SECONDS = 30;

    /**
     * Looks at the topic.
     *
     * @param startingOffsets latest, earliest, committed (earliest if there is none), or a time in
     *     epoch milliseconds
     * @throws Refusal if the topic does not exist, or the broker does not answer
     */
    static RawTopic look(Admin admin, String name, String groupId, String startingOffsets) {
        try {
            TopicDescription topic = describe(admin, name);
            List<TopicPartition> partitions =
                    topic.partitions().stream()
                            .map(p -> new TopicPartition(name, p.partition()))
                            .toList();
            // The end of what is committed: records of a transaction that is still open become
            // visible later, and must not be skipped.
            Map<Integer, Long> ends =
                    offsets(admin, partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
            Map<Integer, Long> starts =
                    switch (startingOffsets) {
                        case "latest" -> ends;
                        case "earliest" -> offsets(admin, partitions, OffsetSpec.earliest());
                        case "committed" -> committed(admin, partitions, groupId);
                        default -> {
                            OffsetSpec time =
                                    OffsetSpec.forTimestamp(Long.parseLong(startingOffsets));
                            // If there is nothing as young as that, use the end.
                            Map<Integer, Long> from = offsets(admin, partitions, time);
                            from.replaceAll((p, offset) -> offset < 0 ? ends.get(p) : offset);
                            yield from;
                        }
                    };
            return new RawTopic(name, topic.topicId().toString(), starts, ends);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new Refusal(
                        "There is no topic "
                                + name
                                + ": create it (./tickhouse topics create) or correct"
                                + " --source-topic.");
            }
            throw new Refusal(
                    "The offsets of topic "
                            + name
                            + " cannot be read ("
                            + e.getCause().getMessage()
                            + "): check the broker, and that this user may describe the topic and"
                            + " the consumer group "
                            + groupId
                            + ".");
        }
    }

    /** Kafka's description of a topic. */
    static TopicDescription describe(Admin admin, String name) throws ExecutionException {
        return get(admin.describeTopics(List.of(name)).allTopicNames()).get(name);
    }

    /** Offsets by partition. */
    static Map<Integer, Long> offsets(Admin admin, List<TopicPartition> partitions, OffsetSpec spec)
            throws ExecutionException {
        return offsets(admin, partitions, spec, IsolationLevel.READ_UNCOMMITTED);
    }

    private static Map<Integer, Long> offsets(
            Admin admin, List<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolation)
            throws ExecutionException {
        Map<TopicPartition, OffsetSpec> wanted =
                partitions.stream().collect(Collectors.toMap(p -> p, p -> spec));
        Map<TopicPartition, ListOffsetsResultInfo> found =
                get(admin.listOffsets(wanted, new ListOffsetsOptions(isolation)).all());
        Map<Integer, Long> offsets = new HashMap<>();
        found.forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
        return offsets;
    }

    private static Map<Integer, Long> committed(
            Admin admin, List<TopicPartition> partitions, String groupId)
            throws ExecutionException {
        Map<Integer, Long> offsets = offsets(admin, partitions, OffsetSpec.earliest());
        Map<TopicPartition, OffsetAndMetadata> committed =
                get(admin.listConsumerGroupOffsets(groupId).partitionsToOffsetAndMetadata());
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata offset = committed.get(partition);
            if (offset != null) {
                offsets.put(partition.partition(), offset.offset());
            }
        }
        return offsets;
    }

    private static <T> T get(KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new ExecutionException(
                    new TimeoutException("no answer in " + TIMEOUT_SECONDS + " s"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutionException(e);
        }
    }

    @Override
    public String toString() {
        return name + " (" + id + ", partitions " + new TreeSet<>(starts.keySet()) + ")";
    }
}
