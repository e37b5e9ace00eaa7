package io.tickhouse.alpaca.emulator;

import java.time.Instant;

/**
 * What identifies a message of a channel on the stream and in the history.
 *
 * @param exchange of a trade; bid and ask exchange of a quote, concatenated; else empty
 * @param id of a trade; else 0
 * @param time as sent, with nanoseconds
 */
public record Identity(String symbol, String exchange, long id, Instant time) {}
