package io.tickhouse.connectors.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The progress of a job that stops. Kafka's reader commits the offsets of a checkpoint to the
 * consumer group in its own time, and a job that is stopped with a savepoint ends before. It would
 * then seem to be behind until it is started again.
 *
 * <p>No row depends on it: a job goes on from the offsets in its state.
 */
final class GroupProgress {

    private static final Logger LOG = LoggerFactory.getLogger(GroupProgress.class);

    /** A job that ends does not wait longer for Kafka, milliseconds. */
    private static final int TIMEOUT = 5_000;

    private final Properties client;
    private final String group;
    private final NavigableMap<Long, List<KafkaPartitionSplit>> snapshots = new TreeMap<>();
    private List<KafkaPartitionSplit> last = List.of();

    /**
     * @param client how to reach the broker
     * @param group null if the job reports no progress
     */
    GroupProgress(Properties client, String group) {
        this.client = new Properties();
        this.client.putAll(client);
        this.client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT);
        this.client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT);
        this.group = group;
    }

    void snapshot(long checkpoint, List<KafkaPartitionSplit> splits) {
        snapshots.put(checkpoint, List.copyOf(splits));
    }

    void complete(long checkpoint) {
        last = snapshots.getOrDefault(checkpoint, List.of());
        snapshots.headMap(checkpoint, true).clear();
    }

    /** The job reads on after its last complete checkpoint, so that Kafka's reader commits it. */
    void readsOn() {
        last = List.of();
    }

    /** Commits what was complete when the job read its last record. */
    void commit() {
        if (group == null || last.isEmpty()) {
            return;
        }
        try (Admin admin = Admin.create(client)) {
            Map<TopicPartition, OffsetAndMetadata> newer =
                    newer(
                            last,
                            admin.listConsumerGroupOffsets(group)
                                    .partitionsToOffsetAndMetadata()
                                    .get());
            if (!newer.isEmpty()) {
                admin.alterConsumerGroupOffsets(group, newer).all().get();
            }
        } catch (ExecutionException e) {
            LOG.warn(
                    "The progress of group {} is behind that of the job: {}",
                    group,
                    e.getCause().toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The offsets that are beyond those of the group. */
    static Map<TopicPartition, OffsetAndMetadata> newer(
            List<KafkaPartitionSplit> splits, Map<TopicPartition, OffsetAndMetadata> known) {
        Map<TopicPartition, OffsetAndMetadata> newer = new HashMap<>();
        for (KafkaPartitionSplit split : splits) {
            OffsetAndMetadata before = known.get(split.getTopicPartition());
            // A partition that was not read yet may have a mark for its beginning, below 0.
            if (split.getStartingOffset() >= 0
                    && (before == null || before.offset() < split.getStartingOffset())) {
                newer.put(
                        split.getTopicPartition(),
                        new OffsetAndMetadata(split.getStartingOffset()));
            }
        }
        return newer;
    }
}
