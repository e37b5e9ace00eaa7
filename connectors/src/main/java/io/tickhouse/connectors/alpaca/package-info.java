/**
 * The Alpaca source. Its live half, {@link io.tickhouse.connectors.alpaca.LiveFeed}, implements the
 * WebSocket protocol and does not depend on Flink.
 */
package io.tickhouse.connectors.alpaca;
