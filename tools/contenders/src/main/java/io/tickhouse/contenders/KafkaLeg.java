package io.tickhouse.contenders;

import io.tickhouse.connectors.kafka.DeadLetterSchema;
import io.tickhouse.connectors.kafka.MessageSchema;
import io.tickhouse.kafka.topics.ClientSettings;
import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.model.DeadLetter;
import io.tickhouse.model.Kind;
import io.tickhouse.model.Message;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes the flattened topics, the dead letters and the position through one producer.
 *
 * <p>Guarantee, with a transactional id: rows and their position become visible together, so that a
 * restart from the position repeats and loses nothing. It rests on Kafka's transactions and on one
 * process at a time using the id. Without an id: at least once, since rows are flushed before the
 * position is committed.
 */
final class KafkaLeg implements Leg {

    private final KafkaProducer<byte[], byte[]> producer;
    private final Consumer<byte[], byte[]> consumer;

    private final boolean transactional;
    private final boolean rows;
    private final Map<Kind, MessageSchema<Message>> schemas = new EnumMap<>(Kind.class);
    private final DeadLetterSchema deadLetters;
    private final Callback onDone = this::done;
    private boolean inTransaction;
    // The first failure, set by the producer's thread; transactions keep their own.
    private volatile Exception failure;

    /**
     * Opens the producer.
     *
     * @param consumer commits the position if there are no transactions
     * @param transactionalId null for at-least-once delivery
     * @param rows false to write only dead letters
     */
    KafkaLeg(
            String brokers,
            Consumer<byte[], byte[]> consumer,
            String transactionalId,
            String sourceTopic,
            String deadLetterTopic,
            String destTopic,
            boolean rows) {
        this.consumer = consumer;

        this.transactional = transactionalId != null;
        this.rows = rows;
        TopicNames topics = new TopicNames(destTopic);
        for (Kind kind : Kind.values()) {
            schemas.put(kind, new MessageSchema<>(topics.of(kind)));
        }
        this.deadLetters = new DeadLetterSchema(deadLetterTopic, sourceTopic);
        Properties config = ClientSettings.producer(transactional);
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        if (transactional) {
            config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        }
        this.producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        if (transactional) {
            producer.initTransactions();
        }
    }

    @Override
    public void row(Message message) {
        if (rows) {
            send(schemas.get(message.kind()).serialize(message, null, null));
        }
    }

    @Override
    public void deadLetter(DeadLetter letter) {
        send(deadLetters.serialize(letter, null, null));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the commit fails if a record does
    private void send(ProducerRecord<byte[], byte[]> record) {
        begin();
        producer.send(record, onDone);
    }

    private void done(RecordMetadata metadata, Exception e) {
        if (e != null && failure == null) {
            failure = e;
        }
    }

    private void begin() {
        if (transactional && !inTransaction) {
            producer.beginTransaction();
            inTransaction = true;
        }
    }

    @Override
    public void commit(Map<TopicPartition, OffsetAndMetadata> next) throws IOException {
        if (transactional) {
            begin();
            producer.sendOffsetsToTransaction(next, consumer.groupMetadata());
            producer.commitTransaction();
            inTransaction = false;
        } else {
            producer.flush();
            if (failure != null) {
                throw new IOException("A record was not written to Kafka", failure);
            }
            consumer.commitSync(next);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
