package io.tickhouse.connectors.alpaca.wire;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** How long a server wants to be left alone, as its HTTP answers say it. */
public final class ServerWait {

    private ServerWait() {}

    /** The wait that a Retry-After header asks for, as seconds or as a date; null if unreadable. */
    public static Duration retryAfter(String value, Instant now) {
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
