package io.tickhouse.connectors.kafka;

import io.tickhouse.connectors.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetIdentifierProvider;
import org.apache.flink.connector.kafka.source.enumerator.subscriber.KafkaSubscriber;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Lists the partitions of the raw topic, at the start of a job and again with each discovery. It
 * refuses a topic that has been made again in the meantime: the job's offsets belong to the old
 * one.
 */
final class RawTopicSubscriber implements KafkaSubscriber, KafkaDatasetIdentifierProvider {

    private static final long serialVersionUID = 1L;

    private final RawTopic topic;

    RawTopicSubscriber(RawTopic topic) {
        this.topic = topic;
    }

    @Override
    public Set<TopicPartition> getSubscribedTopicPartitions(AdminClient admin) {
        TopicDescription found;
        try {
            found = RawTopic.describe(admin, topic.name());
        } catch (ExecutionException e) {
            // Not final: a broker that has just started may not know the topic yet.
            throw new IllegalStateException(
                    e.getCause() instanceof UnknownTopicOrPartitionException
                            ? "Topic " + topic.name() + " is gone."
                            : "Topic " + topic.name() + " cannot be described.",
                    e.getCause());
        }
        checkSame(topic, found.topicId().toString());
        return found.partitions().stream()
                .map(p -> new TopicPartition(topic.name(), p.partition()))
                .collect(Collectors.toSet());
    }

    /**
     * @throws Refusal if the topic's id is not that of the time when the job was submitted
     */
    static void checkSame(RawTopic topic, String id) {
        if (!id.equals(topic.id())) {
            throw new Refusal(
                    ("Topic %s was deleted and made again while the job ran (its id was %s and is"
                                    + " %s), so its offsets mean other records: submit the job anew,"
                                    + " without a savepoint and with destinations of its own.")
                            .formatted(topic.name(), topic.id(), id));
        }
    }

    @Override
    public Optional<DefaultKafkaDatasetIdentifier> getDatasetIdentifier() {
        return Optional.of(DefaultKafkaDatasetIdentifier.ofTopics(List.of(topic.name())));
    }
}
