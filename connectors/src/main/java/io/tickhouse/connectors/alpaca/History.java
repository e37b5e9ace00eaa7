package io.tickhouse.connectors.alpaca;

import java.util.concurrent.CompletableFuture;

/** The history of a feed. */
@FunctionalInterface
interface History {

    /** Asks for a page without blocking. The future fails only if something is wrong in here. */
    CompletableFuture<HistoryAnswer> fetch(HistoryRequest request);
}
