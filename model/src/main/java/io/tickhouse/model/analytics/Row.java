package io.tickhouse.model.analytics;

import java.util.Arrays;

/**
 * A row of a table of analytics: a value for each column, in their order; null where there is none.
 *
 * @param values not to be written to
 */
@SuppressWarnings("ArrayRecordComponent") // rows are not compared
public record Row(AnalyticsTable table, Object[] values) {

    /** The value of a column. */
    public Object get(String column) {
        return values[table.index(column)];
    }

    @Override
    public String toString() {
        return table.name() + " " + Arrays.toString(values);
    }
}
