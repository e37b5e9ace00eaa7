package io.tickhouse.connectors.alpaca.live;

import io.tickhouse.connectors.alpaca.live.LiveFeedOptions.Login;
import io.tickhouse.connectors.alpaca.live.LiveFeedOptions.Patience;
import io.tickhouse.connectors.alpaca.live.LiveFeedOptions.Queue;
import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.Credentials;
import io.tickhouse.connectors.alpaca.wire.FeedClock;
import io.tickhouse.connectors.alpaca.wire.Subscriptions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Feeds that retry quickly. */
public final class Feeds {

    public static final String KEY = "AKTESTKEY4711";
    public static final String SECRET = "s3cretNobodyMaySee0815";
    static final Subscriptions WANTED =
            Subscriptions.of(
                    List.of(Channel.TRADES, Channel.QUOTES), List.of("AAPL", "MSFT", "FAKEPACA"));

    private Feeds() {}

    public static LiveFeedOptions options(AlpacaFeed feed) {
        return new LiveFeedOptions(
                feed,
                WANTED,
                Login.MESSAGE,
                false,
                LiveFeedOptions.DEFAULT_CHUNK,
                Queue.DEFAULT,
                new Patience(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(30)),
                new Backoff(
                        Duration.ofMillis(20),
                        Duration.ofMillis(50),
                        List.of(Duration.ofMillis(10), Duration.ofMillis(20)),
                        Duration.ofMillis(40)),
                Map.of());
    }

    public static LiveFeedOptions with(LiveFeedOptions o, Login login) {
        return new LiveFeedOptions(
                o.feed(),
                o.wanted(),
                login,
                o.compression(),
                o.chunk(),
                o.queue(),
                o.patience(),
                o.backoff(),
                o.stallAfter());
    }

    static LiveFeedOptions withCompression(LiveFeedOptions o, boolean compression) {
        return new LiveFeedOptions(
                o.feed(),
                o.wanted(),
                o.login(),
                compression,
                o.chunk(),
                o.queue(),
                o.patience(),
                o.backoff(),
                o.stallAfter());
    }

    static LiveFeedOptions with(LiveFeedOptions o, Queue queue) {
        return new LiveFeedOptions(
                o.feed(),
                o.wanted(),
                o.login(),
                o.compression(),
                o.chunk(),
                queue,
                o.patience(),
                o.backoff(),
                o.stallAfter());
    }

    static LiveFeedOptions with(LiveFeedOptions o, Patience patience) {
        return new LiveFeedOptions(
                o.feed(),
                o.wanted(),
                o.login(),
                o.compression(),
                o.chunk(),
                o.queue(),
                patience,
                o.backoff(),
                o.stallAfter());
    }

    static LiveFeedOptions with(LiveFeedOptions o, Map<Channel, Duration> stallAfter) {
        return new LiveFeedOptions(
                o.feed(),
                o.wanted(),
                o.login(),
                o.compression(),
                o.chunk(),
                o.queue(),
                o.patience(),
                o.backoff(),
                stallAfter);
    }

    static Patience withAnswer(Patience p, Duration answer) {
        return new Patience(p.connect(), answer, p.close(), p.ping(), p.pong(), p.stable());
    }

    static Patience withPong(Patience p, Duration pong) {
        return new Patience(p.connect(), p.answer(), p.close(), p.ping(), pong, p.stable());
    }

    static LiveFeed start(LiveFeedOptions options, LiveFeedListener listener) {
        LiveFeed feed =
                new LiveFeed(
                        options,
                        new FeedClock(Clock.systemUTC()),
                        new Credentials(KEY, SECRET),
                        new Random(1),
                        listener);
        feed.start();
        return feed;
    }

    /** The next event of this kind; other events before it are dropped. */
    public static <E extends FeedEvent> E next(LiveFeed feed, Class<E> kind)
            throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < deadline) {
            FeedEvent event = feed.poll(Duration.ofMillis(200));
            if (kind.isInstance(event)) {
                return kind.cast(event);
            }
        }
        throw new AssertionError("no " + kind.getSimpleName() + " within 20 s");
    }
}
