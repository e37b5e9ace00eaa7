package io.tickhouse.tools.compare;

import io.tickhouse.tools.UserError;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the sides of a comparison hold. */
public enum Kind {
    TRADES,
    QUOTES,
    BARS,
    DEAD_LETTERS;

    /** As topics are named here: by their suffix, and without one it is trades. */
    static Kind ofTopic(String topic) {
        if (topic.endsWith("_dead_letters")) {
            return DEAD_LETTERS;
        }
        if (topic.endsWith("_quotes")) {
            return QUOTES;
        }
        return topic.endsWith("_bars") ? BARS : TRADES;
    }

    /**
     * The kind of that name.
     *
     * @throws UserError if there is none
     */
    public static Kind named(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.spelled().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () ->
                                UserError.badUsage(
                                        "--kind is one of "
                                                + Arrays.stream(values())
                                                        .map(Kind::spelled)
                                                        .collect(Collectors.joining(", "))
                                                + ", not "
                                                + name
                                                + "."));
    }

    /** As on the command line. */
    public String spelled() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
