package io.tickhouse.tools.audit;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

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
        if (!text(record, "source.topic").map(sourceTopic::equals).orElse(true)) {
            return; // another raw topic's
        }
        Optional<Coordinate> coordinate = coordinate(record);
        if (coordinate.isPresent()) {
            boolean refusable = text(record, "reason").map(TOO_LARGE::equals).orElse(false);
            seen.deadLetter(coordinate.get(), refusable);
        } else {
            seen.unreadable();
        }
    }

    private static Optional<Coordinate> coordinate(ConsumerRecord<byte[], byte[]> record) {
        String partition = text(record, "source.partition").orElse("");
        String offset = text(record, "source.offset").orElse("");
        String index = text(record, "source.index").orElse("");
        try {
            return Optional.of(
                    new Coordinate(
                            Integer.parseInt(partition),
                            Long.parseLong(offset),
                            Integer.parseInt(index)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(ConsumerRecord<byte[], byte[]> record, String key) {
        Header header = record.headers().lastHeader(key);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        reader.close();
    }
}
