package io.tickhouse.tools.audit;

import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The dead letters of one raw topic. Their headers tell where they came from. */
final class DeadLetterSide implements AutoCloseable {

    /**
     * The only reason for which a valid array, or a run of its elements, may be one dead letter.
     */
    private static final String TOO_LARGE = "TOO_LARGE";

    private final String sourceTopic;
    private final TopicReader reader;
    private final Seen seen;

    DeadLetterSide(RawIndex raw, Properties kafka, String topic, String sourceTopic) {
        this.sourceTopic = sourceTopic;
        this.reader = new TopicReader(kafka, topic);
        this.seen = new Seen(raw, null);
    }

    /** Reads on to the current end of the topic. A topic that does not exist holds nothing. */
    Seen read() {
        reader.readTo(reader.ends(), this::take);
        seen.settle();
        return seen;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (!SourceHeaders.text(record, "source.topic").map(sourceTopic::equals).orElse(true)) {
            return; // from another raw topic
        }
        Optional<Coordinate> coordinate = SourceHeaders.coordinate(record);
        if (coordinate.isPresent()) {
            seen.deadLetter(
                    coordinate.get(),
                    SourceHeaders.elements(record),
                    SourceHeaders.text(record, "reason").map(TOO_LARGE::equals).orElse(false),
                    record.timestamp());
        } else {
            seen.unreadable();
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
