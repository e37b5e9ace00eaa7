/**
 * The state of the source: what was seen of each symbol, which gaps are open, and the format of
 * both in a checkpoint. No I/O; one thread.
 *
 * <p>Internal, except for {@link io.tickhouse.connectors.alpaca.memory.GapRecord}: types are public
 * only for the other parts of the source.
 */
package io.tickhouse.connectors.alpaca.memory;
