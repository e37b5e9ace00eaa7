package io.tickhouse.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class GroupProgressTest {

    /** The reader of the next attempt may have committed more by now. */
    @Test
    void anOffsetIsOnlyRaised() {
        Map<TopicPartition, OffsetAndMetadata> known = new HashMap<>();
        known.put(partition(0), new OffsetAndMetadata(5));
        known.put(partition(1), new OffsetAndMetadata(9));
        known.put(partition(2), null);

        assertThat(
                        GroupProgress.newer(
                                List.of(split(0, 7), split(1, 7), split(2, 7), split(3, 0)), known))
                .isEqualTo(
                        Map.of(
                                partition(0), new OffsetAndMetadata(7),
                                partition(2), new OffsetAndMetadata(7),
                                partition(3), new OffsetAndMetadata(0)));
    }

    @Test
    void aPartitionThatWasNotReadYetHasNoOffset() {
        assertThat(
                        GroupProgress.newer(
                                List.of(split(0, KafkaPartitionSplit.EARLIEST_OFFSET)), Map.of()))
                .isEmpty();
    }

    private static KafkaPartitionSplit split(int partition, long offset) {
        return new KafkaPartitionSplit(partition(partition), offset);
    }

    private static TopicPartition partition(int number) {
        return new TopicPartition("raw", number);
    }
}
