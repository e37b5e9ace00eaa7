package io.tickhouse.kafka.topics;

import io.tickhouse.model.Kind;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the rows of a raw topic go, named after the topic of trades.
 *
 * @param trades topic of trades
 */
public record TopicNames(String trades) {

    public static final String DEAD_LETTERS = "_dead_letters";
    public static final String GAPS = "_gaps";

    /** The topic of a kind. */
    public String of(Kind kind) {
        return trades + kind.suffix();
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
        return Stream.of(Kind.values()).map(this::of).toList();
    }
}
