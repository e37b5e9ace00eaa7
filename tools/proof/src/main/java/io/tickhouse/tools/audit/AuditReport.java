package io.tickhouse.tools.audit;

import java.util.List;

/**
 * What an audit found.
 *
 * @param records raw records in the audited range
 * @param elements elements of the valid arrays among them
 * @param emptyArrays records that are an empty array and yield nothing
 * @param brokenRecords records that are not a valid array: one dead letter each
 * @param atLeast how many elements and broken records there must be
 * @param faults what is wrong with a whole topic or table, a sentence each
 * @param notes what else the reader should know
 * @param seconds how long it took, including waits
 */
public record AuditReport(
        String sourceTopic,
        long records,
        long elements,
        long emptyArrays,
        long brokenRecords,
        long atLeast,
        List<Side> sides,
        List<PinotTable> pinot,
        List<String> faults,
        List<String> notes,
        double seconds) {

    /**
     * Whether there was enough to audit, every coordinate is where it must be exactly once, and
     * Pinot agrees.
     */
    public boolean clean() {
        return enough()
                && faults.isEmpty()
                && sides.stream().allMatch(Side::clean)
                && pinot.stream().allMatch(PinotTable::agrees);
    }

    /** Whether the raw topic holds enough: an audit of nothing proves nothing. */
    boolean enough() {
        return elements + brokenRecords >= atLeast;
    }

    /** One sentence. */
    String verdict() {
        if (!enough()) {
            return elements + brokenRecords == 0
                    ? "NOT CLEAN: there was nothing to audit, which proves nothing. Check that the"
                            + " feed runs and that --source-topic, --since and --until are right,"
                            + " or give --allow-empty"
                    : "NOT CLEAN: at least %,d elements were expected".formatted(atLeast);
        }
        if (!clean()) {
            return "NOT CLEAN: see above";
        }
        if (elements + brokenRecords == 0) {
            return "Clean: there was nothing to audit";
        }
        return sides.stream().anyMatch(side -> side.duplicates() > 0)
                ? "Clean: every element arrived, some more than once"
                : "Clean: every element arrived exactly once";
    }

    /**
     * One place that was searched.
     *
     * @param name {@code dead letters}, {@code iceberg} or {@code flattened topics}
     * @param found different coordinates of the audited range
     * @param missing coordinates that must be here but are not
     * @param duplicates coordinates that are here more than once
     * @param duplicatesTolerated whether the delivery allows that
     * @param foreign rows whose coordinate the raw topic does not have
     * @param older foreign rows that are older than the raw topic
     * @param misplaced rows in the topic or table of another kind
     * @param alsoDeadLetters rows here whose coordinate is also a dead letter
     * @param unreadable messages without a coordinate
     * @param outside rows outside the audited range, which are not checked
     * @param firstMissing at most 10, as {@code partition-offset-index}
     */
    public record Side(
            String name,
            long found,
            long missing,
            long duplicates,
            boolean duplicatesTolerated,
            long foreign,
            long older,
            long misplaced,
            long alsoDeadLetters,
            long unreadable,
            long outside,
            List<String> firstMissing,
            List<String> firstDuplicates,
            List<String> firstForeign,
            List<String> firstMisplaced,
            List<String> firstAlsoDeadLetters) {

        public boolean clean() {
            return missing == 0
                    && (duplicates == 0 || duplicatesTolerated)
                    && foreign == 0
                    && misplaced == 0
                    && alsoDeadLetters == 0
                    && unreadable == 0;
        }
    }

    /**
     * One Pinot table next to its topic, by coordinates of the audited range.
     *
     * @param rows all its rows, including those outside the range
     * @param missing coordinates that the topic has but the table does not
     * @param duplicates coordinates that the table has more than once, but the topic does not
     * @param extra rows of coordinates that are not in the topic
     * @param comment why they cannot agree, or empty
     */
    public record PinotTable(
            String table,
            String topic,
            long rows,
            long missing,
            long duplicates,
            long extra,
            String comment,
            List<String> firstMissing,
            List<String> firstDuplicates,
            List<String> firstExtra) {

        /** A table that could not be compared. */
        static PinotTable not(String table, String topic, long rows, String comment) {
            return new PinotTable(
                    table, topic, rows, 0, 0, 0, comment, List.of(), List.of(), List.of());
        }

        public boolean agrees() {
            return missing == 0 && duplicates == 0 && extra == 0 && comment.isEmpty();
        }
    }
}
