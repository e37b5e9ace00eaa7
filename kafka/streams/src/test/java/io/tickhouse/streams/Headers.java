package io.tickhouse.streams;

import java.nio.charset.StandardCharsets;

/** Reads the headers of dead letters. */
final class Headers {

    private Headers() {}

    static String text(org.apache.kafka.common.header.Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** {@code partition-offset-index}. */
    static String source(org.apache.kafka.common.header.Headers headers) {
        return text(headers, "source.partition")
                + "-"
                + text(headers, "source.offset")
                + "-"
                + text(headers, "source.index");
    }
}
