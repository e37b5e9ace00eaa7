package io.tickhouse.tools.compare;

import io.tickhouse.tools.UserError;
import java.util.regex.Pattern;

/**
 * The name of a side on the command line: {@code [oracle:][host:port/]topic} or {@code
 * iceberg:[catalog.]db.table}.
 *
 * @param given the whole text
 * @param brokers of this side, or null for those of the command
 * @param topic the topic, or the table
 * @param oracle whether the topic is a raw topic, and the side is what the oracle makes of it
 * @param iceberg whether it is a table
 */
record SideName(String given, String brokers, String topic, boolean oracle, boolean iceberg) {

    private static final String ORACLE = "oracle:";
    private static final String ICEBERG = "iceberg:";
    private static final Pattern TABLE = Pattern.compile("[^.\\s/]+(\\.[^.\\s/]+)+");

    /** Whether the text names a table. */
    static boolean isTable(String given) {
        return given.startsWith(ICEBERG);
    }

    static SideName parse(String given) {
        if (isTable(given)) {
            String table = given.substring(ICEBERG.length());
            if (!TABLE.matcher(table).matches()) {
                throw UserError.badUsage(
                        "A table reads iceberg:[CATALOG.]DB.TABLE, such as"
                                + " iceberg:db.flattened_stocks, not "
                                + given
                                + ".");
            }
            return new SideName(given, null, table, false, true);
        }
        boolean oracle = given.startsWith(ORACLE);
        String rest = oracle ? given.substring(ORACLE.length()) : given;
        int slash = rest.lastIndexOf('/'); // not part of any topic's name
        String brokers = slash < 0 ? null : rest.substring(0, slash);
        String topic = rest.substring(slash + 1);
        if (topic.isEmpty() || (brokers != null && brokers.isEmpty())) {
            throw UserError.badUsage(
                    "A side is [oracle:][HOST:PORT/]TOPIC or iceberg:DB.TABLE, such as"
                            + " flattened_stocks or oracle:iex_data, not "
                            + given
                            + ".");
        }
        return new SideName(given, brokers, topic, oracle, false);
    }
}
