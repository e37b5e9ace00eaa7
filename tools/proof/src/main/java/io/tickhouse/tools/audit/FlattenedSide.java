package io.tickhouse.tools.audit;

import io.tickhouse.model.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The rows of the flattened topics whose transactions are committed. A topic that does not exist
 * yet holds nothing.
 */
final class FlattenedSide implements AutoCloseable {

    private final SrcField src = new SrcField();
    private final RawIndex raw;
    private final List<TopicReader> readers = new ArrayList<>();
    private final Map<String, Seen> seen = new HashMap<>();
    private final Map<String, Map<Integer, Long>> readTo = new HashMap<>();

    /**
     * Creates a side that has not read anything.
     *
     * @param topics by the kind of their rows
     */
    FlattenedSide(RawIndex raw, Properties kafka, Map<Kind, String> topics) {
        this.raw = raw;
        topics.forEach(
                (kind, topic) -> {
                    readers.add(new TopicReader(kafka, topic));
                    seen.put(topic, new Seen(raw, kind));
                });
    }

    /** Reads on to the current ends of the topics. */
    Seen read() {
        for (TopicReader reader : readers) {
            Map<Integer, Long> ends = reader.ends();
            Seen rows = seen.get(reader.topic());
            reader.readTo(ends, record -> take(record, rows));
            rows.settle();
            readTo.put(reader.topic(), ends);
        }
        return Seen.union(raw, seen.values());
    }

    /** The rows of one topic. */
    Seen rows(String topic) {
        return seen.get(topic);
    }

    /** Whether the topic still ends where {@link #read} stopped. */
    boolean stands(String topic) {
        return readers.stream()
                .filter(reader -> reader.topic().equals(topic))
                .allMatch(reader -> reader.ends().equals(readTo.get(topic)));
    }

    /** The topics whose oldest records Kafka has deleted. */
    List<String> truncatedTopics() {
        return readers.stream()
                .filter(r -> r.beginnings().values().stream().anyMatch(offset -> offset > 0))
                .map(TopicReader::topic)
                .toList();
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Seen rows) {
        src.find(record.value())
                .ifPresentOrElse(
                        coordinate -> rows.row(coordinate, record.timestamp()), rows::unreadable);
    }

    @Override
    public void close() {
        readers.forEach(TopicReader::close);
    }
}
