/**
 * A local server for Alpaca's market data protocol: the WebSocket stream, its history, and every
 * known way in which the real server fails.
 *
 * <p>The faults need half a frame, a reset without a close frame, a few bytes at a time, or silence
 * on an open socket. It uses Netty for these: Netty gives access to the bytes and the socket, where
 * a WebSocket library gives only whole messages. All state belongs to one event loop thread, so
 * that the stream and the history always agree about what has happened.
 */
package io.tickhouse.alpaca.emulator;
