package io.tickhouse.connectors.alpaca.wire;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A channel: what can be subscribed on a stream, and what comes with it. */
public enum Channel {
    TRADES("trades", 't', true),
    QUOTES("quotes", 'q', true),
    BARS("bars", 'b', true),
    /**
     * Minute bars sent again after late trades; the history holds only their last state, as bars.
     */
    UPDATED_BARS("updatedBars", 'u', false),
    /** The running bar of the day, sent every minute; the history holds only its last state. */
    DAILY_BARS("dailyBars", 'd', false),
    STATUSES("statuses", 's', false),
    LULDS("lulds", 'l', false),
    IMBALANCES("imbalances", 'i', false),
    /** Crypto only. */
    ORDERBOOKS("orderbooks", 'o', false),
    /** Comes with trades, and cannot be subscribed by itself. */
    CORRECTIONS("corrections", 'c', false),
    /** Comes with trades, and cannot be subscribed by itself. */
    CANCEL_ERRORS("cancelErrors", 'x', false);

    private static final Map<String, Channel> BY_WIRE_NAME =
            Arrays.stream(values())
                    .collect(Collectors.toUnmodifiableMap(Channel::wireName, Function.identity()));
    private static final Channel[] BY_TYPE = new Channel[128];

    static {
        for (Channel channel : values()) {
            BY_TYPE[channel.type] = channel;
        }
    }

    private final String wireName;
    private final char type;
    private final boolean history;

    Channel(String wireName, char type, boolean history) {
        this.wireName = wireName;
        this.type = type;
        this.history = history;
    }

    /** The key of this channel in subscribe messages and acknowledgements. */
    public String wireName() {
        return wireName;
    }

    /** The value of {@code T} in a message of this channel. */
    public char type() {
        return type;
    }

    /** Whether the REST history has every message of this channel, so that a gap can be filled. */
    public boolean hasHistory() {
        return history;
    }

    /** Whether a client may subscribe it; the others come with trades. */
    public boolean canBeSubscribed() {
        return this != CORRECTIONS && this != CANCEL_ERRORS;
    }

    /** The channel of a wire name, null if there is none. */
    public static Channel ofWireName(String name) {
        return BY_WIRE_NAME.get(name);
    }

    /** The channel that sends messages of this type, null if there is none. */
    static Channel ofType(int type) {
        return type >= 0 && type < BY_TYPE.length ? BY_TYPE[type] : null;
    }
}
