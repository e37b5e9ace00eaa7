package io.tickhouse.tools.audit;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** The origin of a dead letter, read from its headers. */
public final class SourceHeaders {

    private SourceHeaders() {}

    /** The coordinate, or empty if it is missing or cannot be read. */
    public static Optional<Coordinate> coordinate(ConsumerRecord<byte[], byte[]> record) {
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

    /**
     * How many consecutive elements the dead letter represents, from its index on. 1 if the header
     * is missing, as in older dead letters, and 0 if it cannot be read.
     */
    public static int elements(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Integer.parseInt(text(record, "elements").orElse("1"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    static Optional<String> text(ConsumerRecord<byte[], byte[]> record, String key) {
        Header header = record.headers().lastHeader(key);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }
}
