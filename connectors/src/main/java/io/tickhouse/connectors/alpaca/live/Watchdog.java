package io.tickhouse.connectors.alpaca.live;

import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.Subscriptions;
import io.tickhouse.model.MarketCalendar;
import io.tickhouse.model.MarketCalendar.Phase;
import io.tickhouse.model.MarketCalendar.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Judges a connection by the age of its data, channel by channel: sockets have stayed open and
 * answered pings for hours without a message. Silence counts only while the market trades and we
 * read.
 *
 * <p>Thread-safe: one thread reports messages, another one asks.
 */
final class Watchdog {

    /** Outside regular hours a channel may be silent for this many times as long. */
    private static final int PATIENCE_OUTSIDE_REGULAR_HOURS = 10;

    /** With at least this many symbols, some of them trade at any time. */
    private static final int BUSY = 20;

    private final AlpacaFeed feed;
    private final Map<Channel, Duration> stallAfter;
    private final MarketCalendar calendar; // null: open around the clock
    private final AtomicLongArray lastMillis = new AtomicLongArray('z' - 'a' + 1);
    private volatile long countingSinceMillis = Long.MAX_VALUE;
    private volatile boolean paused;

    /**
     * @param stallAfter silence that means a stall during regular hours
     */
    Watchdog(AlpacaFeed feed, Subscriptions subscribed, Map<Channel, Duration> stallAfter) {
        this.feed = feed;
        EnumMap<Channel, Duration> watched = new EnumMap<>(Channel.class);
        stallAfter.forEach(
                (channel, limit) -> {
                    if (!subscribed.of(channel).isEmpty()) {
                        watched.put(channel, limit);
                    }
                });
        this.stallAfter = watched;
        this.calendar =
                feed.hours() == MarketCalendar.Hours.AROUND_THE_CLOCK
                        ? null
                        : new MarketCalendar(feed.hours());
    }

    /**
     * The default thresholds: trades and quotes, shorter the more symbols there are, and minute
     * bars. An odd-lot minute has no bar and a quiet symbol no trades, so a short list gets
     * minutes. Sparse channels (statuses, LULD, imbalances, crypto order books) are not watched at
     * all.
     */
    static Map<Channel, Duration> defaultThresholds(AlpacaFeed feed, Subscriptions wanted) {
        EnumMap<Channel, Duration> thresholds = new EnumMap<>(Channel.class);
        for (Channel channel : Set.of(Channel.TRADES, Channel.QUOTES, Channel.BARS)) {
            Set<String> symbols = wanted.of(channel);
            if (symbols.isEmpty()) {
                continue;
            }
            boolean all = symbols.contains(Subscriptions.ALL);
            boolean busy = all || symbols.size() >= BUSY;
            boolean crypto = feed.assets() == AlpacaFeed.Assets.CRYPTO;
            if (channel == Channel.BARS) {
                thresholds.put(channel, Duration.ofMinutes(busy ? 3 : 10));
            } else if (crypto) {
                // The venue itself has few trades; quotes are frequent.
                if (channel == Channel.QUOTES) {
                    thresholds.put(channel, Duration.ofMinutes(busy ? 1 : 5));
                }
            } else {
                thresholds.put(
                        channel, all ? Duration.ofSeconds(30) : Duration.ofMinutes(busy ? 1 : 5));
            }
        }
        return thresholds;
    }

    /** All is subscribed: ages count from now on. */
    void start(Instant now) {
        countingSinceMillis = now.toEpochMilli();
    }

    /** We do not read: ages do not count. */
    void pause() {
        paused = true;
    }

    /** We read again: ages count from now on, if they did before. */
    void resume(Instant now) {
        if (countingSinceMillis != Long.MAX_VALUE) {
            countingSinceMillis = now.toEpochMilli();
        }
        paused = false;
    }

    /**
     * Notes messages.
     *
     * @param types one bit a type, that of {@code a} lowest
     */
    void seen(long types, long nowMillis) {
        for (long rest = types; rest != 0; rest &= rest - 1) {
            lastMillis.lazySet(Long.numberOfTrailingZeros(rest), nowMillis);
        }
    }

    /** A channel that has been silent for too long; null if all is well. */
    Channel stalled(Instant now) {
        long since = countingSinceMillis;
        if (paused || since == Long.MAX_VALUE || stallAfter.isEmpty()) {
            return null;
        }
        int patience = 1;
        if (calendar != null) {
            Session session = calendar.at(feed.eventTimeAt(now));
            if (session.phase() == Phase.CLOSED) {
                return null;
            }
            since = Math.max(since, session.since().plus(feed.delay()).toEpochMilli());
            patience = session.phase() == Phase.REGULAR ? 1 : PATIENCE_OUTSIDE_REGULAR_HOURS;
        }
        for (Map.Entry<Channel, Duration> limit : stallAfter.entrySet()) {
            long last = Math.max(since, lastMillis.get(limit.getKey().type() - 'a'));
            if (now.toEpochMilli() - last > limit.getValue().toMillis() * patience) {
                return limit.getKey();
            }
        }
        return null;
    }

    /** How long a channel may be silent during regular hours; null if for ever. */
    Duration limitOf(Channel channel) {
        return stallAfter.get(channel);
    }
}
