package io.tickhouse.kafka.topics;

import java.util.List;

/**
 * Where the rows of a raw topic go, named after the topic of trades.
 *
 * @param trades topic of trades
 * @param quotes topic of quotes
 * @param bars topic of bars
 */
public record TopicNames(String trades, String quotes, String bars) {

    public static final String QUOTES = "_quotes";
    public static final String BARS = "_bars";
    public static final String DEAD_LETTERS = "_dead_letters";
    public static final String GAPS = "_gaps";

    /** The topics of rows beside this topic of trades. */
    public static TopicNames of(String trades) {
        return new TopicNames(trades, trades + QUOTES, trades + BARS);
    }

    /** Where the dead letters go unless told otherwise: beside the topic that names them. */
    public static String deadLetters(String topic) {
        return topic + DEAD_LETTERS;
    }

    /** Where the ledger of the gaps in a raw topic is. */
    public static String gaps(String raw) {
        return raw + GAPS;
    }

    public List<String> all() {
        return List.of(trades, quotes, bars);
    }
}
