package io.tickhouse.connectors.kafka;

import io.tickhouse.model.FlatJson;
import io.tickhouse.model.Message;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes flattened JSON, keyed by symbol, so that a symbol's messages stay in order in one
 * partition. A record's time is when it is written, never that of the event, which is in the value.
 * A topic may refuse a time ahead of its clock, and it deletes what is older than its retention.
 */
public final class MessageSchema<M extends Message> extends TopicSchema<M> {

    private static final long serialVersionUID = 1L;

    private transient FlatJson json;

    public MessageSchema(String topic) {
        super(topic);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            M message, KafkaSinkContext context, Long timestamp) {
        if (json == null) {
            json = new FlatJson();
        }
        return new ProducerRecord<>(topic, message.symbol, json.toBytes(message));
    }
}
