package io.tickhouse.connectors.kafka;

import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes keys and values unchanged. */
final class TopicRecordSchema extends TopicSchema<TopicRecord> {

    private static final long serialVersionUID = 1L;

    TopicRecordSchema(String topic) {
        super(topic);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            TopicRecord record, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(
                topic, record.partition < 0 ? null : record.partition, record.key, record.value);
    }
}
