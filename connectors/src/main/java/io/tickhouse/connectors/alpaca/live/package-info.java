/**
 * One live connection and its reconnects. {@link io.tickhouse.connectors.alpaca.live.LiveFeed}
 * implements the WebSocket protocol and does not depend on Flink.
 *
 * <p>Internal: types are public only for the other parts of the source.
 */
package io.tickhouse.connectors.alpaca.live;
