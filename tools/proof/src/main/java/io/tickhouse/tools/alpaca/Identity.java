package io.tickhouse.tools.alpaca;

/**
 * What identifies a message.
 *
 * @param terms exchange of a trade; exchange, price and size of both sides of a quote; nothing for
 *     a bar, since the history also counts late trades in it
 * @param id of a trade, else 0
 * @param time as the feed wrote it
 */
record Identity(Channel channel, String symbol, String terms, long id, String time) {}
