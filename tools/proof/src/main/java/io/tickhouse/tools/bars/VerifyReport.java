package io.tickhouse.tools.bars;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a verification found.
 *
 * @param trades that the oracle took
 * @param amendments corrections and cancels that it took
 * @param tradesLeftOut trades that are in no bar by the job's ledger, by the reason
 * @param amendmentsLeftOut corrections and cancels that change nothing by the job's ledger, by the
 *     reason
 * @param firstDifferences the first of them in the order of symbols within a day
 */
record VerifyReport(
        long days,
        long symbols,
        long trades,
        long amendments,
        Map<String, Long> tradesLeftOut,
        Map<String, Long> amendmentsLeftOut,
        Part bars,
        Part windows,
        List<Difference> firstDifferences,
        double seconds) {

    /**
     * What was found of bars or of windows.
     *
     * @param equal to what the oracle makes, in every column
     * @param provisional not compared, because trades may still come
     * @param notYet not there, but the job's clock has not passed their end either
     */
    record Part(
            long equal, long different, long missing, long tooMany, long provisional, long notYet) {

        static final Part NONE = new Part(0, 0, 0, 0, 0, 0);

        Part plus(Part other) {
            return new Part(
                    equal + other.equal,
                    different + other.different,
                    missing + other.missing,
                    tooMany + other.tooMany,
                    provisional + other.provisional,
                    notYet + other.notYet);
        }

        long faults() {
            return different + missing + tooMany;
        }
    }

    /**
     * A value that is not as the oracle has it.
     *
     * @param of bar or window
     * @param size of the bar, as {@code 5m}; null for a window
     * @param time start of the bar, or the time as of which the window is; in UTC
     * @param column null if a whole row is missing or too many
     */
    record Difference(
            String of,
            String symbol,
            String size,
            String time,
            String column,
            Object expected,
            Object found) {

        @Override
        public String toString() {
            return "%s %s%s %s %s: expected %s, found %s"
                    .formatted(
                            symbol,
                            size == null ? "" : size + " ",
                            of,
                            NewYork.minute(Instant.parse(time)),
                            column == null ? "row" : column,
                            expected,
                            found);
        }
    }

    /** Whether something was compared, and all of it is equal. */
    boolean clean() {
        return compared() && differences() == 0;
    }

    long differences() {
        return bars.faults() + windows.faults();
    }

    boolean compared() {
        return bars.equal() + windows.equal() + differences() > 0;
    }

    String verdict() {
        if (differences() > 0) {
            return "The tables differ from what the trades give in %,d rows."
                    .formatted(differences());
        }
        return compared()
                ? "Every bar and window is what the trades give."
                : "There is nothing to compare: wait until bars are final, or choose another day.";
    }
}
