package io.tickhouse.connectors.alpaca.live;

import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.Subscriptions;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;

/**
 * How a {@link LiveFeed} connects and what it asks for.
 *
 * @param feed which feed to read
 * @param wanted what to subscribe
 * @param login how the keys are sent
 * @param compression whether permessage-deflate is offered
 * @param chunk pairs of channel and symbol in one subscribe message, at least 1; a message also
 *     stays below 16 KiB
 * @param queue how much may wait for the consumer
 * @param patience the timeouts
 * @param backoff how long to wait before the next attempt
 * @param stallAfter silence that means a stall, by channel, during regular trading; a channel not
 *     in the map may be silent for ever
 */
public record LiveFeedOptions(
        AlpacaFeed feed,
        Subscriptions wanted,
        Login login,
        boolean compression,
        int chunk,
        Queue queue,
        Patience patience,
        Backoff backoff,
        Map<Channel, Duration> stallAfter)
        implements Serializable {

    private static final long serialVersionUID = 1L;

    public static final int DEFAULT_CHUNK = 100;

    /** How the keys are sent. */
    public enum Login {
        /** In an {@code auth} message after the handshake. */
        MESSAGE,
        /** In headers of the handshake. */
        HEADER
    }

    /**
     * Bounds of the queue. When one is reached, the socket is not read. A frame larger than the
     * whole queue passes alone.
     *
     * @param frames at least 1
     * @param bytes at least 1
     */
    public record Queue(int frames, long bytes) implements Serializable {

        private static final long serialVersionUID = 1L;
        public static final Queue DEFAULT = new Queue(100_000, 64L << 20);

        public Queue {
            if (frames < 1 || bytes < 1) {
                throw new IllegalArgumentException(
                        "alpaca.queue.frames and alpaca.queue.bytes must be at least 1");
            }
        }
    }

    /**
     * The timeouts.
     *
     * @param connect TCP, TLS and the handshake
     * @param answer the server's greeting, its answer to the login, each acknowledgement
     * @param close the server's answer to our close frame
     * @param ping interval between our pings
     * @param pong age of the last pong that means the connection is dead
     * @param stable life after the acknowledgement that makes an ended connection count as good
     */
    record Patience(
            Duration connect,
            Duration answer,
            Duration close,
            Duration ping,
            Duration pong,
            Duration stable)
            implements Serializable {

        private static final long serialVersionUID = 1L;
        static final Patience DEFAULT =
                new Patience(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(30));
    }

    public LiveFeedOptions {
        if (chunk < 1) {
            throw new IllegalArgumentException(
                    "alpaca.subscribe.chunk must be at least 1, not " + chunk);
        }
        stallAfter = Map.copyOf(stallAfter);
        stallAfter.forEach(
                (channel, silence) -> {
                    if (silence.toMillis() < 1) {
                        throw new IllegalArgumentException(
                                "alpaca.stall-after must be at least 1 ms for "
                                        + channel.wireName());
                    }
                });
    }

    /**
     * With the timeouts for production.
     *
     * @param stallAfter null for what follows from feed and symbols
     */
    public static LiveFeedOptions of(
            AlpacaFeed feed,
            Subscriptions wanted,
            Login login,
            boolean compression,
            int chunk,
            Queue queue,
            Backoff backoff,
            Map<Channel, Duration> stallAfter) {
        return new LiveFeedOptions(
                feed,
                wanted,
                login,
                compression,
                chunk,
                queue,
                Patience.DEFAULT,
                backoff,
                stallAfter == null ? Watchdog.defaultThresholds(feed, wanted) : stallAfter);
    }
}
