package io.tickhouse.streams;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Takes a raw record whatever time it bears. The built-in extractors stop at a negative one, or
 * drop its record; here nothing depends on it, since rows bear the time at which they are written.
 */
public final class AnyTimestamp implements TimestampExtractor {

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return Math.max(0, record.timestamp());
    }
}
