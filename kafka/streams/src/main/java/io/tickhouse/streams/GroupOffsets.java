package io.tickhouse.streams;

import io.tickhouse.kafka.topics.MissingOffsets;
import io.tickhouse.kafka.topics.SourceTopic;
import io.tickhouse.kafka.topics.StartRefusal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The offsets from which the group goes on. Kafka forgets them when a group was away for a week. If
 * the app then began at the beginning, it would write every row a second time.
 *
 * <p>Guarantee: an app that has written anything never silently begins again at the beginning. It
 * rests on its first offsets being committed before it reads. So a group without offsets has either
 * not begun, or lost them; in the second case its outputs are not empty.
 */
final class GroupOffsets {

    private static final Logger LOG = LoggerFactory.getLogger(GroupOffsets.class);

    private final Admin admin;
    private final String group;

    GroupOffsets(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    /**
     * Commits the beginning of the topic for a group that has not begun.
     *
     * @param outputs the topics that the app writes
     * @throws StartRefusal if the group has begun and its offsets are gone
     */
    void settle(SourceTopic source, Collection<String> outputs, MissingOffsets onMissing) {
        Map<TopicPartition, OffsetAndMetadata> committed = committed();
        if (committed.keySet().stream().anyMatch(p -> p.topic().equals(source.name()))) {
            return;
        }
        if (onMissing == MissingOffsets.FAIL && !areEmpty(outputs)) {
            throw new StartRefusal(
                    ("Group %s has no offset of %s, but %s have records: its offsets are gone, and"
                                    + " it would write these again. Choose another --output-topic,"
                                    + " or start with --on-missing-offsets earliest to begin anew.")
                            .formatted(group, source.name(), String.join(", ", outputs)));
        }
        List<TopicPartition> partitions =
                IntStream.range(0, source.partitions())
                        .mapToObj(partition -> new TopicPartition(source.name(), partition))
                        .toList();
        Map<TopicPartition, OffsetAndMetadata> first = new HashMap<>();
        offsets(partitions, OffsetSpec.earliest())
                .forEach((p, begin) -> first.put(p, new OffsetAndMetadata(begin.offset())));
        try {
            admin.alterConsumerGroupOffsets(group, first).all().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownMemberIdException
                    || e.getCause() instanceof GroupNotEmptyException) {
                LOG.info("Group {} has begun elsewhere", group);
                return;
            }
            throw refused(e.getCause());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> committed() {
        try {
            Map<TopicPartition, OffsetAndMetadata> known =
                    new HashMap<>(
                            admin.listConsumerGroupOffsets(group)
                                    .partitionsToOffsetAndMetadata()
                                    .get());
            known.values().removeIf(offset -> offset == null);
            return known;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw refused(e.getCause());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private boolean areEmpty(Collection<String> topics) {
        List<TopicPartition> partitions =
                get(admin.describeTopics(topics).allTopicNames()).values().stream()
                        .flatMap(
                                topic ->
                                        topic.partitions().stream()
                                                .map(
                                                        p ->
                                                                new TopicPartition(
                                                                        topic.name(),
                                                                        p.partition())))
                        .toList();
        return offsets(partitions, OffsetSpec.latest()).values().stream()
                .allMatch(end -> end.offset() == 0);
    }

    private Map<TopicPartition, ListOffsetsResultInfo> offsets(
            Collection<TopicPartition> partitions, OffsetSpec spec) {
        return get(
                admin.listOffsets(partitions.stream().collect(Collectors.toMap(p -> p, p -> spec)))
                        .all());
    }

    private <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw refused(e.getCause());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private StartRefusal refused(Throwable cause) {
        return new StartRefusal(
                ("The offsets of group %s cannot be read (%s): give this user the right to read and"
                                + " write them, or choose another --application-id.")
                        .formatted(group, cause.getMessage()));
    }

    private static StartRefusal interrupted() {
        Thread.currentThread().interrupt();
        return new StartRefusal("Interrupted while it started.");
    }
}
