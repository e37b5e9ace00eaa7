package io.tickhouse.connectors.alpaca.history;

import io.tickhouse.connectors.alpaca.wire.Channel;
import java.time.Instant;
import java.util.List;

/**
 * One page of the history.
 *
 * @param from inclusive
 * @param to inclusive
 * @param limit number of messages, over all symbols together
 * @param token of the page, null for the first
 */
public record HistoryRequest(
        Channel channel, List<String> symbols, Instant from, Instant to, int limit, String token) {}
