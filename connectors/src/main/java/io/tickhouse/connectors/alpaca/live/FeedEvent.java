package io.tickhouse.connectors.alpaca.live;

import io.tickhouse.connectors.alpaca.wire.Subscriptions;
import java.time.Instant;

/**
 * What a {@link LiveFeed} emits, in order. Each connection gives any number of {@link Data}, among
 * them one {@link Subscribed} if it gets that far, then one {@link Lost}. At the very end there may
 * be a {@link Failed} or a {@link Broken}. Times are those of this machine's clock.
 */
public sealed interface FeedEvent {

    /**
     * Logged in, and every chunk was acknowledged: from {@code at} on, all wanted subscriptions are
     * live. Data may come earlier, because the first chunks are live already.
     */
    record Subscribed(Subscriptions acknowledged, Instant at) implements FeedEvent {}

    /**
     * One data frame, its bytes unchanged: a JSON array if the server keeps its protocol. The array
     * belongs to the consumer.
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and a copy would cost time
    record Data(byte[] frame, Instant received) implements FeedEvent {}

    /**
     * The connection, or the attempt to open one, has ended, and all its data was emitted. The next
     * attempt follows automatically.
     *
     * @param detail one line for people, without secrets
     */
    record Lost(Outcome cause, String detail, Instant at) implements FeedEvent {}

    /**
     * There will be no further attempt.
     *
     * @param message one sentence that names cause and remedy
     */
    record Failed(String message) implements FeedEvent {}

    /** Something unexpected has ended the feed's thread: a bug, or too little memory. */
    record Broken(Throwable cause) implements FeedEvent {}
}
