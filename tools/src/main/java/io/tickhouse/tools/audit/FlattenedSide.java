package io.tickhouse.tools.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The rows of the flattened topics, as far as their transactions are committed. */
final class FlattenedSide implements AutoCloseable {

    private final SrcField src = new SrcField();
    private final RawIndex raw;
    private final List<TopicReader> readers = new ArrayList<>();
    private final Map<String, Seen> seen = new HashMap<>();
    private final Map<String, Long> distinctRows = new HashMap<>();
    private final Map<String, Map<Integer, Long>> readTo = new HashMap<>();

    FlattenedSide(RawIndex raw, String brokers, List<String> topics) {
        this.raw = raw;
        for (String topic : topics) {
            readers.add(new TopicReader(brokers, topic));
            seen.put(topic, new Seen(raw));
            distinctRows.put(topic, 0L);
        }
    }

    /** Reads on to where the topics end now. */
    Seen read() {
        for (TopicReader reader : readers) {
            Map<Integer, Long> ends = reader.ends();
            reader.readTo(ends, record -> take(reader.topic(), record));
            readTo.put(reader.topic(), ends);
        }
        return Seen.union(raw, seen.values());
    }

    /**
     * Rows of the topic that a reader without repeats sees, later ones than the audited range
     * included (of which repeats are not known and not taken off).
     */
    long distinctRows(String topic) {
        return distinctRows.get(topic);
    }

    /** Whether the topic still ends where {@link #read} stopped. */
    boolean stands(String topic) {
        return readers.stream()
                .filter(reader -> reader.topic().equals(topic))
                .allMatch(reader -> reader.ends().equals(readTo.get(topic)));
    }

    /** The topics whose beginning was deleted by retention. */
    List<String> truncatedTopics() {
        return readers.stream()
                .filter(r -> r.beginnings().values().stream().anyMatch(offset -> offset > 0))
                .map(TopicReader::topic)
                .toList();
    }

    private void take(String topic, ConsumerRecord<byte[], byte[]> record) {
        Optional<Coordinate> coordinate = src.find(record.value());
        boolean repeats = false;
        if (coordinate.isPresent()) {
            repeats = seen.get(topic).row(coordinate.get());
        } else {
            seen.get(topic).unreadable();
        }
        if (!repeats) {
            distinctRows.merge(topic, 1L, Long::sum);
        }
    }

    @Override
    public void close() {
        readers.forEach(TopicReader::close);
    }
}
