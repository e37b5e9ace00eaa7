package io.tickhouse.tools.audit;

import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The dead letters of one raw topic; where they came from is in their headers. */
final class DeadLetterSide implements AutoCloseable {

    /** The reason for which a valid array, or a run of its elements, may be refused as one. */
    private static final String TOO_LARGE = "TOO_LARGE";

    private final String sourceTopic;
    private final TopicReader reader;
    private final Seen seen;

    DeadLetterSide(RawIndex raw, Properties kafka, String topic, String sourceTopic) {
        this.sourceTopic = sourceTopic;
        this.reader = new TopicReader(kafka, topic);
        this.seen = new Seen(raw, null);
    }

    /** Reads on to where the topic ends now; a topic that does not exist holds nothing. */
    Seen read() {
        reader.readTo(reader.ends(), this::take);
        seen.settle();
        return seen;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (!SourceHeaders.text(record, "source.topic").map(sourceTopic::equals).orElse(true)) {
            return; // another raw topic's
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
