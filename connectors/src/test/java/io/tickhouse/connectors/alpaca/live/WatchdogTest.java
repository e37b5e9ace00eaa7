package io.tickhouse.connectors.alpaca.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.Subscriptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WatchdogTest {

    private static final Instant OPEN = Instant.parse("2026-03-02T14:30:00Z");
    private static final Subscriptions TRADES_AND_QUOTES =
            Subscriptions.of(List.of(Channel.TRADES, Channel.QUOTES), List.of("*"));
    private static final AlpacaFeed SIP = AlpacaFeed.of("sip", null);

    private final Watchdog watchdog =
            new Watchdog(
                    SIP,
                    TRADES_AND_QUOTES,
                    Map.of(
                            Channel.TRADES, Duration.ofSeconds(30),
                            Channel.QUOTES, Duration.ofSeconds(10),
                            Channel.BARS, Duration.ofSeconds(1)));

    private void saw(Instant at, Channel... channels) {
        saw(watchdog, at, channels);
    }

    private static void saw(Watchdog watchdog, Instant at, Channel... channels) {
        long types = 0;
        for (Channel channel : channels) {
            types |= 1L << (channel.type() - 'a');
        }
        watchdog.seen(types, at.toEpochMilli());
    }

    @Test
    void judgesEachChannelByItsOwnAge() {
        watchdog.start(OPEN);
        saw(OPEN.plusSeconds(5), Channel.TRADES, Channel.QUOTES);
        assertThat(watchdog.stalled(OPEN.plusSeconds(15))).isNull();
        assertThat(watchdog.stalled(OPEN.plusSeconds(16))).isEqualTo(Channel.QUOTES);
        saw(OPEN.plusSeconds(16), Channel.QUOTES);
        assertThat(watchdog.stalled(OPEN.plusSeconds(17))).isNull();
        saw(OPEN.plusSeconds(35), Channel.QUOTES);
        assertThat(watchdog.stalled(OPEN.plusSeconds(36)))
                .as("quotes alone do not show that trades come")
                .isEqualTo(Channel.TRADES);
    }

    @Test
    void watchesOnlyWhatIsSubscribed() {
        watchdog.start(OPEN);
        assertThat(watchdog.stalled(OPEN.plusSeconds(5))).isNull();
    }

    @Test
    void saysNothingBeforeTheStart() {
        assertThat(watchdog.stalled(OPEN.plusSeconds(100))).isNull();
    }

    @Test
    void silenceOfTheNightIsNoStall() {
        Instant evening = Instant.parse("2026-03-02T23:00:00Z");
        watchdog.start(evening);
        saw(evening, Channel.TRADES, Channel.QUOTES);
        assertThat(watchdog.stalled(Instant.parse("2026-03-03T05:00:00Z"))).isNull();
        // At the opening of the pre-market the ages start again.
        assertThat(watchdog.stalled(Instant.parse("2026-03-03T09:00:05Z"))).isNull();
        assertThat(watchdog.stalled(Instant.parse("2026-03-03T09:01:41Z")))
                .as("ten times the patience outside regular hours")
                .isEqualTo(Channel.QUOTES);
    }

    @Test
    void iexIsQuietOutsideOfItsOwnHours() {
        Watchdog iex =
                new Watchdog(
                        AlpacaFeed.of("iex", null),
                        TRADES_AND_QUOTES,
                        Map.of(Channel.QUOTES, Duration.ofSeconds(10)));
        iex.start(Instant.parse("2026-03-02T08:00:00Z"));
        assertThat(iex.stalled(Instant.parse("2026-03-02T12:59:59Z")))
                .as("the tape is open since 04:00 in New York, IEX not before 08:00")
                .isNull();
        assertThat(iex.stalled(Instant.parse("2026-03-02T13:01:41Z"))).isEqualTo(Channel.QUOTES);
        saw(iex, Instant.parse("2026-03-02T21:59:00Z"), Channel.QUOTES);
        assertThat(iex.stalled(Instant.parse("2026-03-02T21:59:59Z"))).isNull();
        assertThat(iex.stalled(Instant.parse("2026-03-02T22:00:00Z"))).as("from 17:00 on").isNull();
        assertThat(iex.stalled(Instant.parse("2026-03-02T23:00:00Z"))).isNull();
    }

    @Test
    void delayedFeedOpensLater() {
        Watchdog delayed =
                new Watchdog(
                        AlpacaFeed.of("delayed_sip", null),
                        TRADES_AND_QUOTES,
                        Map.of(Channel.QUOTES, Duration.ofSeconds(10)));
        delayed.start(OPEN.minusSeconds(60));
        assertThat(delayed.stalled(OPEN.plus(Duration.ofMinutes(15)).plusSeconds(9)))
                .as("by its event times this is the first minute")
                .isNull();
        assertThat(delayed.stalled(OPEN.plus(Duration.ofMinutes(15)).plusSeconds(11)))
                .isEqualTo(Channel.QUOTES);
    }

    @Test
    void holidaysAreQuiet() {
        Instant goodFriday = Instant.parse("2026-04-03T15:00:00Z");
        watchdog.start(goodFriday);
        assertThat(watchdog.stalled(goodFriday.plusSeconds(3600))).isNull();
    }

    @Test
    void doesNotBlameTheServerForOurPause() {
        watchdog.start(OPEN);
        watchdog.pause();
        assertThat(watchdog.stalled(OPEN.plusSeconds(600))).isNull();
        watchdog.resume(OPEN.plusSeconds(600));
        assertThat(watchdog.stalled(OPEN.plusSeconds(609))).isNull();
        assertThat(watchdog.stalled(OPEN.plusSeconds(611))).isEqualTo(Channel.QUOTES);
    }

    @Test
    void cryptoAndTheTestFeedNeverSleep() {
        Instant saturday = Instant.parse("2026-03-07T15:00:00Z");
        for (String feed : List.of("crypto", "test")) {
            Watchdog always =
                    new Watchdog(
                            AlpacaFeed.of(feed, null),
                            TRADES_AND_QUOTES,
                            Map.of(Channel.QUOTES, Duration.ofSeconds(10)));
            always.start(saturday);
            assertThat(always.stalled(saturday.plusSeconds(11))).isEqualTo(Channel.QUOTES);
        }
    }

    @Test
    void watchesSparseChannelsByDefaultNotAtAll() {
        Subscriptions all = Subscriptions.of(SIP.channels(), List.of("*"));
        assertThat(Watchdog.defaultThresholds(SIP, all))
                .isEqualTo(
                        Map.of(
                                Channel.TRADES, Duration.ofSeconds(30),
                                Channel.QUOTES, Duration.ofSeconds(30),
                                Channel.BARS, Duration.ofMinutes(3)));
        Subscriptions few = Subscriptions.of(Set.of(Channel.TRADES), List.of("AAPL"));
        assertThat(Watchdog.defaultThresholds(SIP, few))
                .isEqualTo(Map.of(Channel.TRADES, Duration.ofMinutes(5)));
    }
}
