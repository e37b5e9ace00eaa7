package io.tickhouse.connectors.kafka;

import io.tickhouse.model.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** The original bytes as the value; reason and coordinates, as text, in the headers. */
final class DeadLetterSchema extends TopicSchema<DeadLetter> {

    private static final long serialVersionUID = 1L;

    private final String sourceTopic;

    DeadLetterSchema(String topic, String sourceTopic) {
        super(topic);
        this.sourceTopic = sourceTopic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            DeadLetter letter, KafkaSinkContext context, Long timestamp) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, null, null, null, letter.value);
        Headers headers = record.headers();
        add(headers, "reason", letter.reason.name());
        add(headers, "detail", letter.detail);
        add(headers, "source.topic", sourceTopic);
        add(headers, "source.partition", Integer.toString(letter.partition));
        add(headers, "source.offset", Long.toString(letter.offset));
        add(headers, "source.index", Integer.toString(letter.index));
        add(headers, "time", Instant.now().toString());
        return record;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
