package io.tickhouse.tools.sql;

import io.tickhouse.tools.UserError;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;

/** Times as people write them behind {@code TIMESTAMP AS OF}. Without a zone they are UTC. */
final class Moment {

    /** As Flink's literals are: with up to nine digits of a second. */
    private static final DateTimeFormatter LITERAL =
            new DateTimeFormatterBuilder()
                    .appendPattern("yyyy-MM-dd HH:mm:ss")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                    .toFormatter();

    private Moment() {}

    /**
     * The literal of SQL for this time.
     *
     * @param text a date, or a date and a time with or without a zone
     * @throws UserError if it is neither
     */
    static String literal(String text) {
        String iso = text.strip().replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) +", "$1T");
        try {
            if (!iso.contains("T")) {
                return literal(LocalDate.parse(iso).atStartOfDay());
            }
            return literal(
                    iso.matches(".*(Z|[+-]\\d{2}:\\d{2})")
                            ? OffsetDateTime.parse(iso)
                                    .withOffsetSameInstant(ZoneOffset.UTC)
                                    .toLocalDateTime()
                            : LocalDateTime.parse(iso));
        } catch (DateTimeException e) {
            throw UserError.badUsage(
                    "TIMESTAMP AS OF takes a time in UTC such as '2024-11-01 10:00:00', not '"
                            + text
                            + "'.");
        }
    }

    /** The literal of SQL for seconds since 1970. */
    static String literal(long seconds) {
        return literal(LocalDateTime.ofInstant(Instant.ofEpochSecond(seconds), ZoneOffset.UTC));
    }

    private static String literal(LocalDateTime utc) {
        return "TIMESTAMP '" + LITERAL.format(utc) + "'";
    }
}
