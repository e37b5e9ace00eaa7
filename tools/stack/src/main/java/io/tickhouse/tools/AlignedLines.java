package io.tickhouse.tools;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/** Lines of cells in columns, each as wide as the widest cell of the lines that were measured. */
public final class AlignedLines {

    private final int[] widths;
    private final boolean[] right;

    /**
     * @param measured lines that decide the widths, with the header; one or more
     * @param isNumber whether a column, counted from 0, has its cells at the right
     */
    public AlignedLines(List<List<String>> measured, IntPredicate isNumber) {
        this.widths = new int[measured.get(0).size()];
        this.right = new boolean[widths.length];
        for (int c = 0; c < widths.length; c++) {
            right[c] = isNumber.test(c);
        }
        for (List<String> line : measured) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], line.get(c).length());
            }
        }
    }

    /** The line, without blanks at its end. A cell that is wider moves those behind it. */
    public String of(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            String cell = cells.get(c);
            String padding = " ".repeat(Math.max(0, widths[c] - cell.length()));
            line.append(c == 0 ? "" : "  ").append(right[c] ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }

    /** A line below the header. */
    String rule() {
        return of(Arrays.stream(widths).mapToObj("-"::repeat).toList());
    }
}
