package io.tickhouse.tools.bench;

import io.tickhouse.tools.feed.WallClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** A {@code read_committed} consumer of the flattened topic. */
final class KafkaObserver implements Observer {

    private static final Duration POLL = Duration.ofMillis(100);

    private final String brokers;
    private final String topic;
    private final WallClock clock;
    private final Latencies latencies;
    private final LongSupplier from;
    private Lookout lookout;
    private final AtomicLong rows = new AtomicLong();

    /**
     * @param topic of a live trial
     * @param from event time at which the warm-up ends
     */
    KafkaObserver(String brokers, String topic, LongSupplier from, WallClock clock) {
        this.brokers = brokers;
        this.topic = topic;
        this.from = from;
        this.clock = clock;
        this.latencies = new Latencies(from);
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public String method() {
        return "read_committed consumer of the flattened topic; the time is taken when poll returns"
                + " the rows";
    }

    @Override
    public void begin() {
        KafkaConsumer<byte[], byte[]> consumer = TopicEnd.reader(brokers, topic);
        lookout = new Lookout(name(), consumer, () -> look(consumer));
    }

    /** Rows seen so far. */
    long rows() {
        return rows.get();
    }

    private void look(KafkaConsumer<byte[], byte[]> consumer) {
        ConsumerRecords<byte[], byte[]> read = consumer.poll(POLL);
        long now = clock.nanos();
        for (ConsumerRecord<byte[], byte[]> row : read) {
            latencies.seen(EventTimeField.of(row.value()), now, 1);
        }
        rows.addAndGet(read.count());
    }

    @Override
    public Latencies.Figures end(SentLog sent, Duration patience) throws InterruptedException {
        lookout.await(rows::get, sent.trades(), patience);
        lookout.end();
        return latencies.figures(sent.tradesFrom(from.getAsLong()));
    }

    @Override
    public void close() {
        if (lookout != null) {
            lookout.close();
        }
    }
}
