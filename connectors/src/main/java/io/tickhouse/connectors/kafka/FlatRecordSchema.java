package io.tickhouse.connectors.kafka;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.model.FlatReader;
import io.tickhouse.model.FlatReader.NotARow;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads rows of one kind. Jobs of ours wrote all of them, so another record means another topic:
 * the job ends and names it, because to pass it over could leave trades out of bars.
 */
final class FlatRecordSchema<M extends Message> implements KafkaRecordDeserializationSchema<M> {

    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private transient FlatReader reader;

    FlatRecordSchema(Kind kind) {
        this.kind = kind;
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        NativeLz4.load();
    }

    // A kind has messages of one class; only the compiler does not know it.
    @Override
    @SuppressWarnings("unchecked")
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<M> out) {
        if (reader == null) {
            reader = new FlatReader(kind);
        }
        try {
            out.collect((M) reader.read(record.value()));
        } catch (NotARow e) {
            throw new Refusal(
                    ("Offset %d of %s-%d is not a row of %s (%s): correct --source-topic, or begin"
                                    + " after it with --starting-offsets.")
                            .formatted(
                                    record.offset(),
                                    record.topic(),
                                    record.partition(),
                                    kind.plural(),
                                    e.getMessage()));
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public TypeInformation<M> getProducedType() {
        return (TypeInformation<M>) TypeInformation.of(kind.messageClass());
    }
}
