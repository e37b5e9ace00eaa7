package io.tickhouse.alpaca.emulator;

import io.tickhouse.alpaca.emulator.MarketEvent.Trade;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * State shared by the stream and the history: how far the day is published, who is connected and
 * what was amended. It belongs to the event loop; any thread may read the days.
 */
final class Market {

    private final EmulatorOptions options;
    private final EmulatorClock clock;
    private final Slots slots;
    private final TradingHours hours;
    private final Map<Feed, Day> days = new EnumMap<>(Feed.class);
    private final Map<Identity, MarketEvent> amendments = new HashMap<>();
    private final Set<ClientSession> sessions = new LinkedHashSet<>();
    private final Counters.Live counters = new Counters.Live();
    private final FaultScript script;
    private long position;

    Market(EmulatorOptions options, EmulatorClock clock) {
        this.options = options;
        this.clock = clock;
        this.slots = new Slots(options.connectionsPerEndpoint, options.zombieHold.toNanos());
        this.position = currentSlice();
        this.hours = new TradingHours(Long.MAX_VALUE, Long.MAX_VALUE, false);
        TradingHours stockHours =
                options.marketSessions
                        ? new TradingHours(Long.MAX_VALUE, Long.MAX_VALUE, true)
                        : hours;
        for (Feed feed : Feed.values()) {
            boolean continuous = feed == Feed.CRYPTO || feed == Feed.TEST;
            days.put(feed, day(feed, continuous ? hours : stockHours));
        }
        if (!options.opensOnFirstSubscription) {
            open(
                    options.opensAt == null
                            ? position - 3600L * Slices.PER_SECOND
                            : Slices.of(options.opensAt));
        }
        this.script = new FaultScript(this, options.faults, options.journal);
    }

    private Day day(Feed feed, TradingHours feedHours) {
        List<String> symbols =
                switch (feed) {
                    case CRYPTO -> options.cryptoSymbols;
                    case TEST -> List.of("FAKEPACA");
                    default -> options.symbols;
                };
        return new Day(
                options.seed,
                feed,
                symbols,
                feedHours,
                options.tradesPerSecond,
                options.quotesPerSecond,
                options.latest);
    }

    private void open(long from) {
        long to =
                options.dayLength == null
                        ? Long.MAX_VALUE
                        : from + options.dayLength.toNanos() / Slices.NANOS;
        hours.between(from, to);
        days.values().forEach(day -> day.hours().between(from, to));
    }

    private long currentSlice() {
        return Math.floorDiv(clock.nanos(), Slices.NANOS) - 1;
    }

    /** Publishes everything since the last call, then applies a fault. */
    void tick() {
        long now = currentSlice();
        for (ClientSession session : List.copyOf(sessions)) {
            for (long slice = position + 1; slice <= now; slice++) {
                session.publish(slice);
            }
        }
        position = now;
        script.tick();
    }

    void subscribed() {
        if (hours.from() == Long.MAX_VALUE) {
            // From the next slice on, so that all of the day comes after this acknowledgement.
            open(position + 1);
        }
    }

    Day day(Feed feed) {
        return days.get(feed);
    }

    /** The last slice published on a feed. */
    long position(Feed feed) {
        return position - feed.delay().toNanos() / Slices.NANOS;
    }

    long nowNanos() {
        return clock.nanos();
    }

    EmulatorOptions options() {
        return options;
    }

    Slots slots() {
        return slots;
    }

    Counters.Live counters() {
        return counters;
    }

    FaultScript script() {
        return script;
    }

    void note(String line) {
        options.journal.accept(line);
    }

    void add(ClientSession session) {
        sessions.add(session);
    }

    void remove(ClientSession session) {
        sessions.remove(session);
    }

    /** Sessions with a subscription that a fault has not silenced. */
    List<ClientSession> targets() {
        List<ClientSession> targets = new ArrayList<>();
        for (ClientSession session : sessions) {
            if (session.receives()) {
                targets.add(session);
            }
        }
        return targets;
    }

    /** The account of a key and secret, or null. */
    Account account(String key, String secret) {
        for (Account account : options.accounts) {
            if (account.key().equals(key) && same(account.secret(), secret)) {
                return account;
            }
        }
        return null;
    }

    /** The account of a token, or null. */
    Account accountOfToken(String token) {
        for (Account account : options.accounts) {
            if (same(account.secret(), token)
                    || same(account.key() + ":" + account.secret(), token)) {
                return account;
            }
        }
        return null;
    }

    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    /** The amendment of a trade in addition to the day's own amendments, or null. */
    MarketEvent amendment(Trade trade) {
        return amendments.isEmpty() ? null : amendments.get(Identity.of(trade));
    }

    /** Amends trades of the last minute that were not amended yet. */
    void amendLate(Feed feed, int count, Interest interest, Consumer<MarketEvent> out) {
        Day day = day(feed);
        long lastSecond = Math.floorDiv(position(feed), Slices.PER_SECOND) - 10;
        Noise noise = Noise.at(options.seed, Noise.Of.LATE_AMENDMENTS, position, 0);
        int left = count;
        for (long second = lastSecond; second > lastSecond - 60 && left > 0; second--) {
            for (int symbol = 0; symbol < day.symbols().size() && left > 0; symbol++) {
                if (!interest.wants(Channel.TRADES, day.symbols().get(symbol))) {
                    continue;
                }
                List<Trade> trades = day.trades().ofSecond(symbol, second, position(feed));
                if (trades.isEmpty()
                        || day.trades().amendmentOfSecond(symbol, second, Long.MAX_VALUE) != null) {
                    continue;
                }
                Trade trade = trades.get(noise.below(trades.size()));
                if (amendment(trade) == null) {
                    MarketEvent event = Trades.amend(trade, nowNanos(), noise);
                    amendments.put(Identity.of(trade), event);
                    out.accept(event);
                    left--;
                }
            }
        }
    }

    void resetAll() {
        List.copyOf(sessions).forEach(ClientSession::reset);
    }

    Duration authTimeout() {
        return options.authTimeout;
    }
}
