package io.tickhouse.alpaca.emulator;

import java.time.Instant;

/**
 * What makes a message of a channel one and the same on the stream and in the history.
 *
 * @param exchange of a trade; of a quote its bid and ask exchange one after the other; else empty
 * @param id of a trade; else 0
 * @param time as sent, with nanoseconds
 */
public record Identity(String symbol, String exchange, long id, Instant time) {}
