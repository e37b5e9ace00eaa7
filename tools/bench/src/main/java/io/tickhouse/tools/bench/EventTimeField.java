package io.tickhouse.tools.bench;

import io.tickhouse.tools.UserError;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the field {@code timestamp_ns} of a flattened message from its bytes. It is the last but
 * one field, so the bytes are read from the end. That costs about fifty bytes a message and no
 * garbage.
 */
final class EventTimeField {

    private static final byte[] TIME = "\"timestamp_ns\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SRC = ",\"src\":\"".getBytes(StandardCharsets.US_ASCII);

    private EventTimeField() {}

    /**
     * Nanoseconds since the epoch.
     *
     * @throws UserError if it is not a flattened message; the measurement is then not valid
     */
    static long of(byte[] message) {
        int at = message.length - 1;
        if (at > 0 && message[at] == '}' && message[at - 1] == '"') {
            at -= 2;
            while (at >= 0 && (isDigit(message[at]) || message[at] == '-')) {
                at--;
            }
            if (endsWith(SRC, message, at)) {
                at -= SRC.length;
                int last = at;
                long number = 0;
                long unit = 1;
                while (at >= 0 && isDigit(message[at])) {
                    number += unit * (message[at] - '0');
                    unit *= 10;
                    at--;
                }
                if (at < last && endsWith(TIME, message, at)) {
                    return number;
                }
            }
        }
        throw UserError.failed(
                "This is not a flattened message, so its latency is unknown: "
                        + new String(message, StandardCharsets.UTF_8));
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean endsWith(byte[] text, byte[] message, int last) {
        int start = last + 1 - text.length;
        return start >= 0 && Arrays.equals(text, 0, text.length, message, start, last + 1);
    }
}
