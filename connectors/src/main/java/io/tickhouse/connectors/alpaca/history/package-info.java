/**
 * The history over REST: one request, one answer. It does not depend on Flink.
 *
 * <p>Internal: types are public only for the other parts of the source.
 */
package io.tickhouse.connectors.alpaca.history;
