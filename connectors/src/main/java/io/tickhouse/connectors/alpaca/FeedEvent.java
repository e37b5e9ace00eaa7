package io.tickhouse.connectors.alpaca;

import java.time.Instant;

/**
 * What a {@link LiveFeed} hands on, in order: per connection any number of {@link Data}, among them
 * one {@link Subscribed} if it gets that far, then one {@link Lost}; at the very end perhaps {@link
 * Failed}. Times are those of this machine's clock.
 */
sealed interface FeedEvent {

    /**
     * Logged in, and every chunk was acknowledged: from {@code at} on, all that was wanted is live.
     * Data may come before it, since the first chunks are live already.
     */
    record Subscribed(Subscriptions acknowledged, Instant at) implements FeedEvent {}

    /**
     * One data frame, the bytes as they came: a JSON array if the server keeps its protocol. It
     * belongs to the consumer.
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared: a carrier, and copying would cost
    record Data(byte[] frame, Instant received) implements FeedEvent {}

    /**
     * The connection, or the attempt to make one, is gone, and all it brought was handed on. The
     * next attempt follows by itself.
     *
     * @param detail one line for people, without secrets
     */
    record Lost(Outcome cause, String detail, Instant at) implements FeedEvent {}

    /**
     * There will be no further attempt.
     *
     * @param message one sentence that names cause and remedy
     */
    record Failed(Outcome cause, String message) implements FeedEvent {}
}
