package io.tickhouse.oracle;

import java.time.Instant;

/**
 * The bounds of the rule, with the same meaning as in the pipeline.
 *
 * @param maxDepth nesting of arrays and objects, the array of the record included
 * @param maxNumberLength characters of a number
 * @param maxStringLength bytes of a string or key between its quotes, escapes as written
 * @param maxDocumentLength bytes of a record
 * @param maxElementLength bytes of an element that may become a row
 * @param maxDeadElements dead letters of single elements in one record
 * @param maxDeadLetterLength bytes that a dead letter holds
 * @param maxDays days (UTC) that the trades and quotes of one record may have, and months (UTC)
 *     that its bars may have
 * @param minTime earliest event time of a row
 * @param maxTime the first event time that is too late for a row
 */
public record Bounds(
        int maxDepth,
        int maxNumberLength,
        int maxStringLength,
        int maxDocumentLength,
        int maxElementLength,
        int maxDeadElements,
        int maxDeadLetterLength,
        int maxDays,
        Instant minTime,
        Instant maxTime) {

    /** The bounds of a job that is started without options. */
    public static final Bounds DEFAULT =
            new Bounds(
                    32,
                    64,
                    4096,
                    16 * 1024 * 1024,
                    1_000_000,
                    1000,
                    16 * 1024 * 1024,
                    512,
                    Instant.parse("1971-01-01T00:00:00Z"),
                    Instant.parse("2200-01-01T00:00:00Z"));

    /** The same bounds, but dead letters hold at most this many bytes. */
    public Bounds withMaxDeadLetterLength(int bytes) {
        return new Bounds(
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

    /** The same bounds, but with rows from the first time (inclusive) to the second (exclusive). */
    public Bounds withTimes(Instant from, Instant before) {
        return new Bounds(
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
