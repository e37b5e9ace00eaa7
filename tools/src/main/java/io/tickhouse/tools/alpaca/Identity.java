package io.tickhouse.tools.alpaca;

/**
 * What makes a message this one and no other.
 *
 * @param terms of a trade its exchange; of a quote exchange, price and size of both sides; of a bar
 *     nothing, since the history counts in it what came late
 * @param id of a trade, else 0
 * @param time as the feed wrote it
 */
record Identity(Channel channel, String symbol, String terms, long id, String time) {}
