/**
 * The Alpaca source: {@link io.tickhouse.connectors.alpaca.AlpacaSource}, its options, and where
 * its keys come from. The packages below are its parts:
 *
 * <pre>
 *   wire      what goes over the wire: feeds, channels, frames, requests, keys, the server's clock
 *   live      one WebSocket connection and its reconnects; knows wire
 *   history   the REST history; knows wire
 *   memory    what was seen, which gaps are open, and the state of both; knows wire
 *   reader    Flink's enumerator, readers and emitter, which bring the others together
 * </pre>
 *
 * <p>Jobs see of the parts only {@link io.tickhouse.connectors.alpaca.wire.Channel}, {@link
 * io.tickhouse.connectors.alpaca.memory.GapRecord} and {@link
 * io.tickhouse.connectors.alpaca.reader.FeedRecord}. All other types in them are internal.
 */
package io.tickhouse.connectors.alpaca;
