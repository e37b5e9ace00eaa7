package io.tickhouse.tools.compare;

import io.tickhouse.tools.UserError;

/**
 * One side as it is named on the command line: {@code [oracle:][host:port/]topic}.
 *
 * @param given the whole text
 * @param brokers those of this side, or null for those of the command
 * @param oracle whether the topic is a raw one, and the side what the oracle makes of it
 */
record SideName(String given, String brokers, String topic, boolean oracle) {

    private static final String ORACLE = "oracle:";

    static SideName parse(String given) {
        boolean oracle = given.startsWith(ORACLE);
        String rest = oracle ? given.substring(ORACLE.length()) : given;
        int slash = rest.lastIndexOf('/'); // no topic's name has one
        String brokers = slash < 0 ? null : rest.substring(0, slash);
        String topic = rest.substring(slash + 1);
        if (topic.isEmpty() || (brokers != null && brokers.isEmpty())) {
            throw UserError.badUsage(
                    "A side is [oracle:][HOST:PORT/]TOPIC, such as flattened_stocks or"
                            + " oracle:iex_data, not "
                            + given
                            + ".");
        }
        return new SideName(given, brokers, topic, oracle);
    }
}
