package io.tickhouse.contenders;

import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.Message;
import java.io.IOException;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** One sink of the loop. The objects passed to it are reused after the call. */
interface Leg extends AutoCloseable {

    default void row(Message message) throws IOException {}

    default void deadLetter(DeadLetter letter) {}

    /**
     * Makes everything passed in since the last commit visible.
     *
     * @param next the offsets that the loop will read next
     */
    void commit(Map<TopicPartition, OffsetAndMetadata> next) throws IOException;

    @Override
    void close() throws IOException;
}
