/**
 * The source as Flink sees it: the enumerator, the reader with its fetchers, and the emitter, where
 * live and recovered messages meet.
 *
 * <p>Internal, except for {@link io.tickhouse.connectors.alpaca.reader.FeedRecord}: types are
 * public only for the source itself.
 */
package io.tickhouse.connectors.alpaca.reader;
