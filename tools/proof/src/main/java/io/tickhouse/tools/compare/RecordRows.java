package io.tickhouse.tools.compare;

import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Converts records of a topic to rows. */
interface RecordRows {

    /** Passes on the rows of one record. */
    void rows(ConsumerRecord<byte[], byte[]> record, Consumer<Row> rows);

    /** Whether a row's coordinate is that of the record itself, so that it can be found. */
    default boolean ofTheSource() {
        return false;
    }
}
