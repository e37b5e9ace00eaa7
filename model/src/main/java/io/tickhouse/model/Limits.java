package io.tickhouse.model;

import java.io.Serializable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Bounds on input and output. No input can exhaust the reader, every row fits its topic, and no
 * event time creates a partition far from all others.
 *
 * @param maxDepth nesting of arrays and objects, the array of the record included
 * @param maxNumberLength characters of a number
 * @param maxStringLength bytes of a string or key between its quotes, escapes as written
 * @param maxDocumentLength bytes of a record
 * @param maxElementLength bytes of an element that may become a row. A row is less than 1,000 bytes
 *     longer than its element, its key at most {@code maxStringLength}. With the default a row fits
 *     a topic with a broker's own limit of 1,048,588 bytes
 * @param maxDeadElements dead letters of single elements in one record; further dead elements come
 *     out in runs
 * @param maxDeadLetterLength bytes that a dead letter holds; if the original is longer, the detail
 *     gives its length and hash
 * @param maxDays days (UTC) that the trades and quotes of one record may have, and months (UTC)
 *     that its bars may have. Each is a partition of a table. A record with many more would make a
 *     file of each of its rows, and outlast a checkpoint
 * @param minTime earliest event time of a row
 * @param maxTime the first event time that is too late for a row
 */
public record Limits(
        int maxDepth,
        int maxNumberLength,
        int maxStringLength,
        int maxDocumentLength,
        int maxElementLength,
        int maxDeadElements,
        int maxDeadLetterLength,
        int maxDays,
        Instant minTime,
        Instant maxTime)
        implements Serializable {

    /** Event times are nanoseconds in a {@code long}. */
    private static final Instant END_OF_TIME = Instant.EPOCH.plusNanos(Long.MAX_VALUE);

    /** Its time window is the same for every run, so that a replay decides alike. */
    public static final Limits DEFAULT =
            new Limits(
                    32,
                    64,
                    4096,
                    16 << 20,
                    1_000_000,
                    1000,
                    16 << 20,
                    512,
                    Instant.parse("1971-01-01T00:00:00Z"),
                    Instant.parse("2200-01-01T00:00:00Z"));

    public Limits {
        if (maxDepth < 2) {
            throw new IllegalArgumentException("maxDepth must be at least 2, not " + maxDepth);
        }
        if (maxNumberLength < 20
                || maxStringLength < 40
                || maxDocumentLength < 2
                || maxElementLength < 2
                || maxDeadLetterLength < 2) {
            throw new IllegalArgumentException("Limits too small to hold one message");
        }
        if (maxDeadElements < 0) {
            throw new IllegalArgumentException("maxDeadElements must not be negative");
        }
        if (maxDays < 1) {
            throw new IllegalArgumentException("maxDays must be at least 1, not " + maxDays);
        }
        if (minTime.isBefore(Instant.EPOCH)
                || !minTime.isBefore(maxTime)
                || maxTime.isAfter(END_OF_TIME)) {
            throw new IllegalArgumentException(
                    "Event times must lie between %s and %s, not between %s and %s"
                            .formatted(
                                    Instant.EPOCH,
                                    END_OF_TIME.truncatedTo(ChronoUnit.DAYS),
                                    minTime,
                                    maxTime));
        }
    }

    /** The same limits, but dead letters hold at most this many bytes, as their topic allows. */
    public Limits withMaxDeadLetterLength(int bytes) {
        return new Limits(
                maxDepth,
                maxNumberLength,
                maxStringLength,
                maxDocumentLength,
                maxElementLength,
                maxDeadElements,
                bytes,
                maxDays,
                minTime,
                maxTime);
    }

    /** The same limits, but with rows from the first time (inclusive) to the second (exclusive). */
    public Limits withTimes(Instant from, Instant before) {
        return new Limits(
                maxDepth,
                maxNumberLength,
                maxStringLength,
                maxDocumentLength,
                maxElementLength,
                maxDeadElements,
                maxDeadLetterLength,
                maxDays,
                from,
                before);
    }
}
