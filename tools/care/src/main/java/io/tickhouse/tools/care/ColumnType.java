package io.tickhouse.tools.care;

import io.tickhouse.tools.UserError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** How arguments name the type of a column: as Iceberg does, and {@code list<TYPE>}. */
final class ColumnType {

    private static final Pattern LIST = Pattern.compile("list<\\s*(.+?)\\s*>");

    private ColumnType() {}

    /**
     * @throws UserError if the text is no type
     */
    static Type of(String text) {
        Matcher list = LIST.matcher(text);
        // Iceberg gives the element an id of its own.
        return list.matches()
                ? Types.ListType.ofOptional(1, primitive(list.group(1)))
                : primitive(text);
    }

    /**
     * The same without lists.
     *
     * @throws UserError if the text is no such type
     */
    static Type.PrimitiveType primitive(String text) {
        try {
            return Types.fromPrimitiveString(text);
        } catch (IllegalArgumentException e) {
            throw UserError.badUsage(
                    "A type is one of string, long, int, double, float, boolean, date,"
                            + " timestamptz, timestamp, decimal(38,9), or list<string> and so on,"
                            + " not "
                            + text
                            + ".");
        }
    }
}
