package io.tickhouse.connectors.kafka;

import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.DeadLetterHeaders;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes the original bytes as the value; reason and coordinates are text headers. */
public final class DeadLetterSchema extends TopicSchema<DeadLetter> {

    private static final long serialVersionUID = 1L;

    private final String sourceTopic;

    public DeadLetterSchema(String topic, String sourceTopic) {
        super(topic);
        this.sourceTopic = sourceTopic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            DeadLetter letter, KafkaSinkContext context, Long timestamp) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, null, null, null, letter.value);
        DeadLetterHeaders.write(letter, sourceTopic, Instant.now(), record.headers()::add);
        return record;
    }
}
