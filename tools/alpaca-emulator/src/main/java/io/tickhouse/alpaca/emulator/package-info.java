/**
 * A local server that speaks Alpaca's market data protocol: the WebSocket stream, the history that
 * belongs to it, and every way the real one is known to fail.
 *
 * <p>Netty carries it: the faults need half a frame, a reset without a close frame, bytes in drops
 * and silence on an open socket, and Netty gives the bytes and the socket where a WebSocket library
 * gives whole messages. All state belongs to one event loop thread, so that the stream and the
 * history never disagree about what has happened.
 */
package io.tickhouse.alpaca.emulator;
