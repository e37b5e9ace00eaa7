package io.tickhouse.tools.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Continuously reads the committed rows of a topic, and tells when a new one comes. */
final class NewRows implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(50);
    private static final long NONE = Long.MIN_VALUE;

    private final KafkaConsumer<byte[], byte[]> asker;
    private final List<TopicPartition> partitions;
    private final AtomicReference<Map<TopicPartition, Long>> old = new AtomicReference<>();
    private final AtomicLong firstAt = new AtomicLong(NONE);
    private final Lookout lookout;

    /**
     * @param topic of a live trial
     */
    NewRows(Broker broker, String topic) {
        this.asker = broker.consumer();
        this.partitions = Broker.partitions(topic);
        KafkaConsumer<byte[], byte[]> reader = broker.readerAtEnd(topic);
        this.lookout = new Lookout("new-rows", reader, () -> look(reader));
    }

    /** From now on, rows at or beyond the current end for committed readers are new. */
    void fromHere() {
        firstAt.set(NONE);
        old.set(asker.endOffsets(partitions));
    }

    private void look(KafkaConsumer<byte[], byte[]> reader) {
        for (ConsumerRecord<byte[], byte[]> row : reader.poll(POLL)) {
            Map<TopicPartition, Long> ends = old.get();
            if (ends != null
                    && row.offset() >= ends.get(new TopicPartition(row.topic(), row.partition()))) {
                firstAt.set(System.nanoTime());
                old.set(null);
            }
        }
    }

    /**
     * Waits for the first new row.
     *
     * @return {@link System#nanoTime} when it came, or empty if the time is over
     */
    OptionalLong first(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (firstAt.get() == NONE && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            lookout.check();
        }
        return firstAt.get() == NONE ? OptionalLong.empty() : OptionalLong.of(firstAt.get());
    }

    @Override
    public void close() {
        lookout.close();
        asker.close();
    }
}
