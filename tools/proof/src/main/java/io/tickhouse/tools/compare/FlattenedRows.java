package io.tickhouse.tools.compare;

import io.tickhouse.tools.audit.SrcField;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** The rows of a kind: one a record, whose value says where it came from. */
final class FlattenedRows implements RecordRows {

    private final SrcField src = new SrcField();

    @Override
    public void rows(ConsumerRecord<byte[], byte[]> record, Consumer<Row> rows) {
        Header[] headers = record.headers().toArray();
        rows.accept(
                new Row(
                        src.find(record.value()).orElse(null),
                        record.partition(),
                        record.offset(),
                        record.key(),
                        record.value(),
                        headers.length == 0 ? List.of() : List.of(headers)));
    }
}
