package io.tickhouse.tools.audit;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The dead letters of one raw topic; where they came from is in their headers. */
final class DeadLetterSide implements AutoCloseable {

    /** The reason for which a sound array may be refused as a whole. */
    private static final String TOO_LARGE = "TOO_LARGE";

    private final String sourceTopic;
    private final TopicReader reader;
    private final Seen seen;

    DeadLetterSide(RawIndex raw, String brokers, String topic, String sourceTopic) {
        this.sourceTopic = sourceTopic;
        this.reader = new TopicReader(brokers, topic);
        this.seen = new Seen(raw);
    }

    /** Reads on to where the topic ends now; a topic that does not exist holds nothing. */
    Seen read() {
        reader.readTo(reader.ends(), this::take);
        return seen;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (!SourceHeaders.text(record, "source.topic").map(sourceTopic::equals).orElse(true)) {
            return; // another raw topic's
        }
        Optional<Coordinate> coordinate = SourceHeaders.coordinate(record);
        if (coordinate.isPresent()) {
            boolean refusable =
                    SourceHeaders.text(record, "reason").map(TOO_LARGE::equals).orElse(false);
            seen.deadLetter(coordinate.get(), refusable);
        } else {
            seen.unreadable();
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
