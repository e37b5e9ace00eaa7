package io.tickhouse.tools.compare;

import java.util.ArrayList;
import java.util.List;

/**
 * What a comparison found.
 *
 * @param kind of the rows
 * @param sides what was read, in the order in which the sides were named
 * @param differingBlocks groups of 256 source offsets in which the sides do not have the same rows
 * @param differing coordinates with a difference, among those examined in full
 * @param allExamined whether all were examined; if not, there may be more differences
 * @param differences the first differences, as many as were asked for
 * @param ordered whether all sides keep an order; a table does not
 * @param notes what else the reader should know
 * @param seconds how long it took, including waits
 */
public record CompareReport(
        Contents kind,
        List<Side> sides,
        long differingBlocks,
        long differing,
        boolean allExamined,
        List<Difference> differences,
        boolean ordered,
        List<String> notes,
        double seconds) {

    /**
     * What was read of one side.
     *
     * @param rows all rows, including duplicates
     * @param symbols different keys; 0 for dead letters, which have none, and for tables, whose
     *     order is not checked
     * @param late rows out of order, and duplicates: they come after a row of the same symbol and
     *     source partition with the same or a later coordinate
     * @param secondPartition rows in another partition than the first that held their symbol
     * @param noCoordinate rows that do not say where they came from
     */
    public record Side(
            String name,
            long rows,
            long symbols,
            long late,
            long secondPartition,
            long noCoordinate) {

        boolean valid() {
            return late == 0 && secondPartition == 0 && noCoordinate == 0;
        }
    }

    /**
     * Whether all sides have the same rows, and in the same order for each symbol and source
     * partition. There is no order between several source partitions of a symbol, which only a
     * foreign producer makes.
     */
    public boolean equal() {
        return differingBlocks == 0 && sides.stream().allMatch(Side::valid);
    }

    /** Whether no side has a row, so that equality says nothing. */
    public boolean empty() {
        return sides.stream().allMatch(side -> side.rows() == 0);
    }

    /** One sentence. */
    public String verdict() {
        if (empty()) {
            return "Nothing to compare: all sides are empty";
        }
        if (!equal()) {
            return "DIFFERENT: "
                    + (differing == 0
                            ? "see the counts above"
                            : "%s%,d coordinates"
                                    .formatted(allExamined ? "" : "at least ", differing));
        }
        long rows = sides.get(0).rows();
        String how = ordered ? "byte for byte" : "column by column";
        String order =
                kind.haveOrder() && ordered
                        ? ", in the same order per symbol and source partition"
                        : "";
        return "Equal: %d sides with the same %,d %s, %s%s"
                .formatted(sides.size(), rows, kind.spelled().replace('-', ' '), how, order);
    }

    /** The counts, the first differences in full, and the verdict. */
    public String summary() {
        List<String> lines = new ArrayList<>();
        int width = sides.stream().mapToInt(side -> side.name().length()).max().orElse(0);
        for (Side side : sides) {
            lines.add(
                    ("%-" + width + "s  %,14d rows%s%s%s%s")
                            .formatted(
                                    side.name(),
                                    side.rows(),
                                    count(side.symbols(), "symbols"),
                                    count(side.late(), "repeated or out of order"),
                                    count(side.secondPartition(), "in a second partition"),
                                    count(side.noCoordinate(), "without coordinate")));
        }
        if (!differences.isEmpty()) {
            lines.add(
                    "The first %,d of %s%,d coordinates that differ:"
                            .formatted(
                                    differences.size(),
                                    allExamined ? "" : "at least ",
                                    Math.max(differing, differences.size())));
            differences.forEach(difference -> difference.lines().forEach(lines::add));
        }
        lines.addAll(notes);
        lines.add("%s (%.1f s)".formatted(verdict(), seconds));
        return String.join(System.lineSeparator(), lines);
    }

    private static String count(long count, String what) {
        return count == 0 ? "" : "  %,d %s".formatted(count, what);
    }
}
