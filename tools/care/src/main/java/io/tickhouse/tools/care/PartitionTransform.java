package io.tickhouse.tools.care;

import io.tickhouse.tools.UserError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Term;

/**
 * How arguments name what a table is partitioned by: {@code day(event_time)}, {@code bucket(16,
 * S)}, {@code truncate(4, S)}, or a column itself.
 *
 * @param name of the transform; {@code identity} for the column itself
 */
record PartitionTransform(String name, String column, Term term) {

    private static final Pattern OF_TIME =
            Pattern.compile("(year|month|day|hour)\\(\\s*([^(),\\s]+)\\s*\\)");
    private static final Pattern OF_WIDTH =
            Pattern.compile("(bucket|truncate)\\(\\s*(\\d{1,9})\\s*,\\s*([^(),\\s]+)\\s*\\)");
    private static final Pattern COLUMN = Pattern.compile("[^(),\\s]+");

    /**
     * @throws UserError if the text is none
     */
    static PartitionTransform of(String text) {
        Matcher time = OF_TIME.matcher(text);
        if (time.matches()) {
            String column = time.group(2);
            return new PartitionTransform(
                    time.group(1),
                    column,
                    switch (time.group(1)) {
                        case "year" -> Expressions.year(column);
                        case "month" -> Expressions.month(column);
                        case "day" -> Expressions.day(column);
                        default -> Expressions.hour(column);
                    });
        }
        Matcher width = OF_WIDTH.matcher(text);
        if (width.matches() && Integer.parseInt(width.group(2)) > 0) {
            String column = width.group(3);
            int number = Integer.parseInt(width.group(2));
            return new PartitionTransform(
                    width.group(1),
                    column,
                    width.group(1).equals("bucket")
                            ? Expressions.bucket(column, number)
                            : Expressions.truncate(column, number));
        }
        if (COLUMN.matcher(text).matches()) {
            return new PartitionTransform("identity", text, Expressions.ref(text));
        }
        throw UserError.badUsage(
                "A partition is by day(COLUMN), month, year or hour, bucket(N, COLUMN),"
                        + " truncate(N, COLUMN) or COLUMN, not "
                        + text
                        + ".");
    }
}
