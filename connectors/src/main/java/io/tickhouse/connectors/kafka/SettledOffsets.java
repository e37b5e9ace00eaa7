package io.tickhouse.connectors.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Start offsets that were settled at submission; a partition that was added later begins at 0.
 *
 * <p>It keeps the consumer from moving elsewhere by itself. The source builder takes the reset
 * strategy from here and forces it on the consumer for the life of the job. Any strategy other than
 * NONE skips records silently (FLINK-39888).
 */
final class SettledOffsets implements OffsetsInitializer {

    private static final long serialVersionUID = 1L;

    private final HashMap<Integer, Long> offsets;

    SettledOffsets(Map<Integer, Long> offsets) {
        this.offsets = new HashMap<>(offsets);
    }

    @Override
    public Map<TopicPartition, Long> getPartitionOffsets(
            Collection<TopicPartition> partitions, PartitionOffsetsRetriever unused) {
        Map<TopicPartition, Long> settled = new HashMap<>();
        for (TopicPartition partition : partitions) {
            settled.put(partition, offsets.getOrDefault(partition.partition(), 0L));
        }
        return settled;
    }

    @Override
    @SuppressWarnings("deprecation") // the connector's own signature
    public OffsetResetStrategy getAutoOffsetResetStrategy() {
        return OffsetResetStrategy.NONE;
    }
}
