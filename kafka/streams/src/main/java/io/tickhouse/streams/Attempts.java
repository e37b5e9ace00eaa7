package io.tickhouse.streams;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts how often each partition was begun at the same offset. When a transaction runs out, Kafka
 * Streams believes that its thread was replaced. It then begins again by itself, without end, and
 * never asks {@link Failures}. This class ends such a loop: an offset that is begun repeatedly
 * shows that nothing was committed, however long each attempt takes.
 */
final class Attempts {

    static final int MOST = 10;

    private record Attempt(String topic, int partition, long offset, int count) {

        @Override
        public String toString() {
            return "offset %d of %s-%d was begun %d times without a commit"
                    .formatted(offset, topic, partition, count);
        }
    }

    private final Map<String, Attempt> attempts = new ConcurrentHashMap<>();

    /**
     * Notes that a task begins, or begins again.
     *
     * @param offset of the first record it reads
     * @throws Unpassable if it began there too often
     */
    void begins(String topic, int partition, long offset) {
        Attempt now =
                attempts.merge(
                        topic + "-" + partition,
                        new Attempt(topic, partition, offset, 1),
                        (before, first) ->
                                before.offset == offset
                                        ? new Attempt(topic, partition, offset, before.count + 1)
                                        : first);
        if (now.count > MOST) {
            throw new Unpassable(
                    now
                            + ": a transaction takes longer than its timeout each time, which"
                            + " --kafka-property transaction.timeout.ms raises, or the brokers do not"
                            + " take it");
        }
    }

    /** The partition that was begun most often, if any was begun again. */
    Optional<String> repeated() {
        return attempts.values().stream()
                .filter(attempt -> attempt.count > 1)
                .max(Comparator.comparingInt(Attempt::count))
                .map(Attempt::toString);
    }
}
