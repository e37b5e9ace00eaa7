package io.tickhouse.pinot;

import java.util.List;

/**
 * The rows of one query.
 *
 * @param columns in the order of the rows' values
 * @param rows values by column: Integer, Long, Float, Double, Boolean, String, or a List of these
 *     for a multi-value column
 */
public record QueryResult(List<Column> columns, List<List<Object>> rows) {

    /**
     * A column of a result.
     *
     * @param type as Pinot names it: {@code LONG}, {@code DOUBLE}, {@code STRING_ARRAY} and so on
     */
    public record Column(String name, String type) {}

    /**
     * The number in a one-row, one-column result such as {@code SELECT COUNT(*)}.
     *
     * @throws IllegalStateException if the result has another shape
     */
    public long onlyLong() {
        if (rows.size() == 1 && columns.size() == 1 && rows.get(0).get(0) instanceof Number n) {
            return n.longValue();
        }
        throw new IllegalStateException("Expected one number, got " + this);
    }
}
