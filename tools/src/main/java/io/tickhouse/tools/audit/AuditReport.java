package io.tickhouse.tools.audit;

import java.util.List;

/**
 * What an audit found.
 *
 * @param records raw records in the audited range
 * @param elements elements of the sound arrays among them
 * @param emptyArrays records that are an empty array: nothing comes of them
 * @param brokenRecords records that are no sound array: one dead letter each
 * @param seconds how long it took, waiting included
 */
public record AuditReport(
        String sourceTopic,
        long records,
        long elements,
        long emptyArrays,
        long brokenRecords,
        List<Side> sides,
        List<PinotCount> pinot,
        List<String> notes,
        double seconds) {

    /** Whether every coordinate is where it must be, exactly once, and Pinot agrees. */
    public boolean clean() {
        return sides.stream().allMatch(Side::clean) && pinot.stream().allMatch(PinotCount::agrees);
    }

    /**
     * One place that was searched.
     *
     * @param name {@code dead letters}, {@code iceberg} or {@code flattened topics}
     * @param found different coordinates of the audited range
     * @param missing coordinates that must be here and are not
     * @param doubled coordinates that are here more than once
     * @param doublesTolerated whether the delivery allows that
     * @param foreign rows whose coordinate the raw topic does not have
     * @param alsoDeadLetters rows here whose coordinate is a dead letter as well
     * @param unreadable messages without a coordinate
     * @param outside rows outside of the audited range, not looked at
     * @param firstMissing at most 10, as {@code partition-offset-index}
     */
    public record Side(
            String name,
            long found,
            long missing,
            long doubled,
            boolean doublesTolerated,
            long foreign,
            long alsoDeadLetters,
            long unreadable,
            long outside,
            List<String> firstMissing,
            List<String> firstDoubled,
            List<String> firstForeign,
            List<String> firstAlsoDeadLetters) {

        public boolean clean() {
            return missing == 0
                    && (doubled == 0 || doublesTolerated)
                    && foreign == 0
                    && alsoDeadLetters == 0
                    && unreadable == 0;
        }
    }

    /**
     * One Pinot table beside its topic.
     *
     * @param expected rows it must have, or -1 if the topic kept growing during every comparison
     * @param rows rows it has
     * @param comment why they cannot agree, or empty
     */
    public record PinotCount(String table, long expected, long rows, String comment) {

        public boolean agrees() {
            return expected == rows && comment.isEmpty();
        }
    }
}
