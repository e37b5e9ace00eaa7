package io.tickhouse.tools.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Finds the field {@code src} of a flattened message.
 *
 * <p>It is the last field, so the bytes are read from the end. Similar text inside another string
 * cannot be mistaken for it, because its quotes are escaped by backslashes. Anything in another
 * form is parsed.
 */
public final class SrcField {

    private static final byte[] KEY = "\"src\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_DIGITS = 18;

    private final JsonFactory json = new JsonFactory();

    // The last number read, and the position before its first digit.
    private long number;
    private int at;

    /** The coordinate, or empty if it cannot be read. */
    public Optional<Coordinate> find(byte[] message) {
        if (message == null) {
            return Optional.empty();
        }
        at = message.length - 1;
        if (at > 0 && message[at--] == '}' && message[at--] == '"' && digits(message)) {
            long index = number;
            if (dash(message) && digits(message)) {
                long offset = number;
                if (dash(message) && digits(message) && key(message)) {
                    return coordinate(number, offset, index);
                }
            }
        }
        return parse(message);
    }

    private boolean digits(byte[] message) {
        number = 0;
        long unit = 1;
        int first = at;
        while (at >= 0 && message[at] >= '0' && message[at] <= '9') {
            if (first - at == MAX_DIGITS) {
                return false;
            }
            number += unit * (message[at] - '0');
            unit *= 10;
            at--;
        }
        return at < first;
    }

    private boolean dash(byte[] message) {
        return at >= 0 && message[at--] == '-';
    }

    private boolean key(byte[] message) {
        int start = at - KEY.length + 1;
        if (start < 1 || (message[start - 1] != ',' && message[start - 1] != '{')) {
            return false;
        }
        for (int i = 0; i < KEY.length; i++) {
            if (message[start + i] != KEY[i]) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Coordinate> coordinate(long partition, long offset, long index) {
        if (partition > Integer.MAX_VALUE || index > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        return Optional.of(new Coordinate((int) partition, offset, (int) index));
    }

    private Optional<Coordinate> parse(byte[] message) {
        try (JsonParser parser = json.createParser(message)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean src = parser.currentName().equals("src");
                if (parser.nextToken() == JsonToken.VALUE_STRING && src) {
                    return ofText(parser.getText());
                }
                parser.skipChildren();
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // not JSON, so no coordinate
        }
    }

    /** The coordinate in this text, or empty if it is not one. */
    static Optional<Coordinate> ofText(String text) {
        String[] parts = text.split("-", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            return coordinate(
                    Integer.parseUnsignedInt(parts[0]),
                    Long.parseUnsignedLong(parts[1]),
                    Integer.parseUnsignedInt(parts[2]));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
