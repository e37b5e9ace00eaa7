package io.tickhouse.streams;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Accepts a raw record with any timestamp. The built-in extractors fail on a negative one, or drop
 * its record. Nothing here depends on it, because rows carry the time at which they are written.
 */
public final class AnyTimestamp implements TimestampExtractor {

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return Math.max(0, record.timestamp());
    }
}
