package io.tickhouse.tools.alpaca;

/**
 * What makes a trade this trade and no other.
 *
 * @param time as the feed wrote it
 */
record Identity(String symbol, String exchange, long id, String time) {}
