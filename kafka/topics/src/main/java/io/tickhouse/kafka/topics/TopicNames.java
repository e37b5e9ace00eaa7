package io.tickhouse.kafka.topics;

import io.tickhouse.model.Kind;
import java.util.List;
import java.util.stream.Stream;

/**
 * The topics for the rows of a raw topic, named after the topic of trades.
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

    /** The default topic of dead letters, named after the given topic. */
    public static String deadLetters(String topic) {
        return topic + DEAD_LETTERS;
    }

    /** The topic of the gap records of a raw topic. */
    public static String gaps(String raw) {
        return raw + GAPS;
    }

    public List<String> all() {
        return Stream.of(Kind.values()).map(this::of).toList();
    }
}
