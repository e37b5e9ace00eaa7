package io.tickhouse.tools.compare;

import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Makes rows of the records of a topic. */
interface RecordRows {

    /** Hands over the rows of one record. */
    void rows(ConsumerRecord<byte[], byte[]> record, Consumer<Row> rows);

    /** Whether the coordinates of a row are those of the record itself, so that it can be found. */
    default boolean ofTheSource() {
        return false;
    }
}
