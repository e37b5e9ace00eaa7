package io.tickhouse.connectors.alpaca;

import java.util.concurrent.CompletableFuture;

/** The history of a feed. */
@FunctionalInterface
interface History {

    /**
     * Asks for a page without blocking. The future is complete in bounded time, whatever the server
     * does, fails only if something is wrong in here, and ends the exchange when it is cancelled.
     */
    CompletableFuture<HistoryAnswer> fetch(HistoryRequest request);
}
