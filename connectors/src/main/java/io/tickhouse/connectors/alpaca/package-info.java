/**
 * The Alpaca source. Its live half, {@link io.tickhouse.connectors.alpaca.LiveFeed}, knows the
 * WebSocket protocol and no Flink.
 */
package io.tickhouse.connectors.alpaca;
