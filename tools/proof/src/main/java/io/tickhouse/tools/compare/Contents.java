package io.tickhouse.tools.compare;

import io.tickhouse.kafka.topics.TopicNames;
import io.tickhouse.model.Kind;
import io.tickhouse.tools.UserError;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the sides of a comparison hold. */
public enum Contents {
    TRADES,
    QUOTES,
    BARS,
    DEAD_LETTERS;

    /** By the suffix of a topic; one without a suffix has trades. */
    static Contents ofTopic(String topic) {
        if (topic.endsWith(TopicNames.DEAD_LETTERS)) {
            return DEAD_LETTERS;
        }
        if (topic.endsWith(Kind.QUOTE.suffix())) {
            return QUOTES;
        }
        return topic.endsWith(Kind.BAR.suffix()) ? BARS : TRADES;
    }

    /**
     * The kind with that name.
     *
     * @throws UserError if there is none
     */
    public static Contents named(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.spelled().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () ->
                                UserError.badUsage(
                                        "--kind is one of "
                                                + Arrays.stream(values())
                                                        .map(Contents::spelled)
                                                        .collect(Collectors.joining(", "))
                                                + ", not "
                                                + name
                                                + "."));
    }

    /** The name on the command line. */
    public String spelled() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
