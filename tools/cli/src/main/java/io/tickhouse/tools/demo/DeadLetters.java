package io.tickhouse.tools.demo;

import io.tickhouse.tools.audit.SourceHeaders;
import io.tickhouse.tools.audit.TopicReader;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the bad elements that a committed reader sees in a dead-letter topic. */
final class DeadLetters {

    private DeadLetters() {}

    /**
     * Elements from the beginning of the topic to its current end; 0 if the topic does not exist.
     */
    static long committed(String brokers, String topic) {
        AtomicLong elements = new AtomicLong();
        try (TopicReader reader = new TopicReader(brokers, topic)) {
            reader.readTo(
                    reader.ends(), letter -> elements.addAndGet(SourceHeaders.elements(letter)));
        }
        return elements.get();
    }
}
