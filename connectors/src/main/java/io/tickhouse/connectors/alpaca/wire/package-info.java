/**
 * What goes over the wire: the feeds and their channels, the frames and the messages in them, our
 * requests, the keys, and the time of the server. It knows no other part of the source and no
 * Flink.
 *
 * <p>Internal, except for {@link io.tickhouse.connectors.alpaca.wire.Channel}: types are public
 * only for the other parts of the source.
 */
package io.tickhouse.connectors.alpaca.wire;
