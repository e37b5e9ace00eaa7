package io.tickhouse.connectors.alpaca.wire;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.UnaryOperator;

/** How long a server wants to be left alone, as its HTTP answers say it. */
public final class ServerWait {

    private ServerWait() {}

    /**
     * The wait that an answer asks for; null if it asks for none.
     *
     * @param header gives the value of a header, null if the answer lacks it
     */
    public static Duration of(int status, UnaryOperator<String> header, Instant now) {
        String retryAfter = header.apply("retry-after");
        Duration wait = retryAfter == null ? null : retryAfter(retryAfter, now);
        // With other answers this header describes a limit that is not reached.
        String reset = status == 429 ? header.apply("x-ratelimit-reset") : null;
        if (wait == null && reset != null && reset.matches("\\d{1,12}")) {
            return Duration.between(now, Instant.ofEpochSecond(Long.parseLong(reset)));
        }
        return wait;
    }

    /** The wait of a Retry-After header, as seconds or as a date; null if unreadable. */
    private static Duration retryAfter(String value, Instant now) {
        if (value.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            ZonedDateTime date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Duration.between(now, date.toInstant());
        } catch (DateTimeException e) {
            return null;
        }
    }
}
