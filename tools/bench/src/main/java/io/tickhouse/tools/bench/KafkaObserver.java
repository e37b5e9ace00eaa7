package io.tickhouse.tools.bench;

import io.tickhouse.tools.feed.WallClock;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** A {@code read_committed} consumer of the flattened topic. */
final class KafkaObserver extends Observer {

    private static final Duration POLL = Duration.ofMillis(100);

    private final Broker broker;
    private final String topic;
    private final WallClock clock;
    private KafkaConsumer<byte[], byte[]> consumer;

    /**
     * @param topic of a live trial
     */
    KafkaObserver(Broker broker, String topic, Latencies latencies, WallClock clock) {
        super("kafka", latencies);
        this.broker = broker;
        this.topic = topic;
        this.clock = clock;
    }

    @Override
    String method() {
        return "read_committed consumer of the flattened topic; the time is taken when poll returns"
                + " the rows";
    }

    @Override
    AutoCloseable open() {
        consumer = broker.readerAtEnd(topic);
        return consumer;
    }

    @Override
    long look() {
        ConsumerRecords<byte[], byte[]> read = consumer.poll(POLL);
        long now = clock.nanos();
        for (ConsumerRecord<byte[], byte[]> row : read) {
            latencies.seen(EventTimeField.of(row.value()), now, 1);
        }
        return read.count();
    }
}
