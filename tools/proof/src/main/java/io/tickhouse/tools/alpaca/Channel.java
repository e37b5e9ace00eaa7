package io.tickhouse.tools.alpaca;

import java.util.Locale;

/** A channel that is also in the history. */
enum Channel {
    TRADES("t"),
    QUOTES("q"),
    BARS("b");

    private final String type;

    Channel(String type) {
        this.type = type;
    }

    /** The name in a path of the history and in an option of the job. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The channel of messages with this {@code T}, or null if it is not one of these. */
    static Channel ofType(String type) {
        for (Channel channel : values()) {
            if (channel.type.equals(type)) {
                return channel;
            }
        }
        return null;
    }
}
