package io.tickhouse.tools.alpaca;

import java.util.Locale;

/** A channel that the history has too. */
enum Channel {
    TRADES("t"),
    QUOTES("q"),
    BARS("b");

    private final String type;

    Channel(String type) {
        this.type = type;
    }

    /** As in a path of the history, or an option of the job. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The channel of messages with this {@code T}, null if it is none of these. */
    static Channel ofType(String type) {
        for (Channel channel : values()) {
            if (channel.type.equals(type)) {
                return channel;
            }
        }
        return null;
    }
}
