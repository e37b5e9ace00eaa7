package io.tickhouse.tools.feed;

/** What a generated message is. */
public enum Kind {
    TRADES,
    QUOTES,
    BARS
}
