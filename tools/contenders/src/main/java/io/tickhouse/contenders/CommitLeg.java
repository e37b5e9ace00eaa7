package io.tickhouse.contenders;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * A sink that writes nothing. Only the position goes to the consumer group, where the benchmark
 * reads it.
 */
record CommitLeg(Consumer<byte[], byte[]> consumer) implements Leg {

    @Override
    public void commit(Map<TopicPartition, OffsetAndMetadata> next) {
        consumer.commitSync(next);
    }

    @Override
    public void close() {}
}
