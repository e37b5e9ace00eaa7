package io.tickhouse.alpaca.emulator;

import java.util.Optional;

/** A channel that a client subscribes to; {@link #key} is its name on the wire. */
public enum Channel {
    TRADES("trades"),
    QUOTES("quotes"),
    ORDERBOOKS("orderbooks"),
    BARS("bars"),
    UPDATED_BARS("updatedBars"),
    DAILY_BARS("dailyBars"),
    STATUSES("statuses"),
    LULDS("lulds"),
    IMBALANCES("imbalances");

    private final String key;

    Channel(String key) {
        this.key = key;
    }

    public String key() {
        return key;
    }

    static Optional<Channel> of(String key) {
        for (Channel channel : values()) {
            if (channel.key.equals(key)) {
                return Optional.of(channel);
            }
        }
        return Optional.empty();
    }
}
