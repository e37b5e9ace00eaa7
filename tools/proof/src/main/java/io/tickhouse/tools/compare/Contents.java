package io.tickhouse.tools.compare;

import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.model.Kind;
import io.tickhouse.tools.UserError;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the sides of a comparison hold.
 *
 * @param rows the kind of the rows; null for dead letters
 */
public record Contents(Kind rows) {

    static final Contents DEAD_LETTERS = new Contents(null);

    /** By the suffix of a topic; one without a suffix has trades. */
    static Contents ofTopic(String topic) {
        if (topic.endsWith(TopicNames.DEAD_LETTERS)) {
            return DEAD_LETTERS;
        }
        return new Contents(
                Stream.of(Kind.values())
                        .filter(kind -> kind != Kind.TRADE && topic.endsWith(kind.suffix()))
                        .findFirst()
                        .orElse(Kind.TRADE));
    }

    /**
     * The contents with that name.
     *
     * @throws UserError if there are none
     */
    public static Contents named(String name) {
        return all().stream()
                .filter(contents -> contents.spelled().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () ->
                                UserError.badUsage(
                                        "--kind is one of "
                                                + all().stream()
                                                        .map(Contents::spelled)
                                                        .collect(Collectors.joining(", "))
                                                + ", not "
                                                + name
                                                + "."));
    }

    static List<Contents> all() {
        return Stream.concat(Stream.of(Kind.values()).map(Contents::new), Stream.of(DEAD_LETTERS))
                .toList();
    }

    /**
     * Whether each symbol is in one partition of the raw topic, so that its rows have an order.
     * Clock records have the name of their feed, and are in all partitions.
     */
    boolean haveOrder() {
        return rows != null && rows != Kind.CLOCK;
    }

    /** Whether they are no rows. */
    boolean areDeadLetters() {
        return rows == null;
    }

    /** The name on the command line. */
    public String spelled() {
        return areDeadLetters() ? "dead-letters" : rows.plural();
    }

    /** The name in a report. */
    String constant() {
        return spelled().toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
