package io.tickhouse.tools.feed;

/** How the time of a message is written. Both formats are legal in the raw topic. */
public enum TimestampFormat {
    /** RFC 3339 in UTC with up to nine fraction digits, as the live feed sends it. */
    RFC3339,
    /** Milliseconds since the epoch, as a number. */
    MS
}
