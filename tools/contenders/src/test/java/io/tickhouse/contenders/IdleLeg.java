package io.tickhouse.contenders;

import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A leg that writes nothing. */
class IdleLeg implements Leg {

    @Override
    public void commit(Map<TopicPartition, OffsetAndMetadata> next) {}

    @Override
    public void close() {}
}
