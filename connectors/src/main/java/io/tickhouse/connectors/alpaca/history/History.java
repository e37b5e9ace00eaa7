package io.tickhouse.connectors.alpaca.history;

import java.util.concurrent.CompletableFuture;

/** The history of a feed. */
@FunctionalInterface
public interface History {

    /**
     * Asks for a page without blocking. The future completes in bounded time, whatever the server
     * does. It fails only if something is wrong in this program. Cancelling it ends the exchange.
     */
    CompletableFuture<HistoryAnswer> fetch(HistoryRequest request);
}
