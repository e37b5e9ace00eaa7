package io.tickhouse.tools.compare;

import io.tickhouse.tools.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * One coordinate at which the sides differ or are out of order.
 *
 * @param source {@code partition-offset-index}, without index for a whole record; "?" for a row
 *     that does not say where it came from
 * @param findings what is wrong
 * @param rows the rows of that coordinate, in full, side by side
 */
public record Difference(String source, List<Finding> findings, List<Place> rows) {

    /** What can be wrong. */
    public enum What {
        MISSING("missing"),
        REPEATED("more than once"),
        OTHER_KEY,
        OTHER_VALUE,
        OTHER_HEADERS,
        OUT_OF_ORDER("out of order"),
        SECOND_PARTITION("symbol in a second partition"),
        NO_COORDINATE("no coordinate to be read");

        /** Empty for what differs between two sides, of which the detail says all. */
        private final String words;

        What() {
            this("");
        }

        What(String words) {
            this.words = words;
        }
    }

    /**
     * One thing that is wrong.
     *
     * @param side where
     * @param detail explanation for people; may be empty
     */
    public record Finding(What what, String side, String detail) {

        @Override
        public String toString() {
            return what.words.isEmpty()
                    ? detail
                    : what.words + " in " + side + (detail.isEmpty() ? "" : ": " + detail);
        }
    }

    /**
     * One row. Bytes are text if they are UTF-8, else base64 after "base64:".
     *
     * @param partition of the side's topic; rows of the oracle have the place of their raw record
     * @param key null if there is none
     * @param value null if there is none
     * @param headers those that are compared, each {@code name=text}
     */
    public record Place(
            String side,
            int partition,
            long offset,
            String key,
            String value,
            List<String> headers) {

        static Place of(String side, Row row) {
            List<String> headers = new ArrayList<>();
            row.headers.forEach(header -> headers.add(header.key() + "=" + text(header.value())));
            return new Place(
                    side, row.partition, row.offset, text(row.key), text(row.value), headers);
        }

        private static String text(byte[] bytes) {
            if (bytes == null) {
                return null;
            }
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException noText) {
                return "base64:" + Base64.getEncoder().encodeToString(bytes);
            }
        }

        @Override
        public String toString() {
            return Printable.text(
                    "%s %d@%d  key %s  value %s%s"
                            .formatted(
                                    side,
                                    partition,
                                    offset,
                                    key,
                                    value,
                                    headers.isEmpty()
                                            ? ""
                                            : "  headers " + String.join(", ", headers)));
        }
    }

    /** One line for each finding and each row; rows are indented. */
    Stream<String> lines() {
        return Stream.concat(
                findings.stream().map(finding -> source + "  " + finding),
                rows.stream().map(row -> "    " + row));
    }
}
