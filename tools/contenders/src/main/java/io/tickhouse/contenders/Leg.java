package io.tickhouse.contenders;

import io.tickhouse.model.Bar;
import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.Quote;
import io.tickhouse.model.Trade;
import java.io.IOException;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** One sink of the loop. The objects passed to it are reused after the call. */
interface Leg extends AutoCloseable {

    default void trade(Trade trade) throws IOException {}

    default void quote(Quote quote) throws IOException {}

    default void bar(Bar bar) throws IOException {}

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
