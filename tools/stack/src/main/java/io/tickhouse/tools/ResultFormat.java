package io.tickhouse.tools;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** How commands with queries print rows. */
public enum ResultFormat {
    /** Aligned columns for people. */
    TABLE {
        @Override
        public RowPrinter printer(List<Column> columns, PrintWriter out) {
            return new RowPrinter.Table(columns, out);
        }
    },
    /** RFC 4180, with a header. Cells are data for a program and stay as they are. */
    CSV {
        @Override
        public RowPrinter printer(List<Column> columns, PrintWriter out) {
            return new RowPrinter.Csv(columns, out);
        }
    },
    /** One array of objects. */
    JSON {
        @Override
        public RowPrinter printer(List<Column> columns, PrintWriter out) {
            return new RowPrinter.Json(columns, out);
        }
    };

    /**
     * A column of a result.
     *
     * @param isNumber tables align it to the right
     */
    public record Column(String name, boolean isNumber) {}

    /** The format with this name, in lower case. */
    public static ResultFormat named(String name) {
        for (ResultFormat format : values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(name)) {
                return format;
            }
        }
        throw UserError.badUsage("--format is one of table, csv and json, not " + name + ".");
    }

    /** Prints rows with these columns; the output ends with a line break. */
    public abstract RowPrinter printer(List<Column> columns, PrintWriter out);
}
