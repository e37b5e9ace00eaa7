package io.tickhouse.connectors.alpaca.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.EpochNanos;
import io.tickhouse.connectors.alpaca.wire.Hash128;
import io.tickhouse.connectors.alpaca.wire.Subscriptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where gaps begin and end. */
class GapBookTest {

    private static final Instant T = Instant.parse("2026-03-02T15:00:00Z");
    private static final Duration DELAY = Duration.ofMinutes(15);
    private static final Duration SLACK = RepairOptions.DEFAULT.slack();

    @Test
    void gapOfADelayedFeedIsMeasuredInItsEventTimes() {
        FeedState state = state("delayed_sip");
        Subscriptions wanted =
                Subscriptions.of(
                        Set.of(Channel.TRADES, Channel.STATUSES), List.of("AAPL", "SILENT"));
        state.gaps().subscribed(wanted, T);
        Instant last = T.plusSeconds(100).minus(DELAY);
        state.seen().live(Channel.TRADES, "AAPL", EpochNanos.of(last), new Hash128());
        state.gaps().lost("stalled", "", T.plusSeconds(110));
        List<GapRecord> gaps = state.gaps().subscribed(wanted, T.plusSeconds(120));
        GapRecord trades = of(gaps, Channel.TRADES);
        assertThat(trades.from()).as("since SILENT was subscribed").isEqualTo(T.minus(DELAY));
        assertThat(trades.to()).isEqualTo(T.plusSeconds(120).minus(DELAY).plus(SLACK));
        assertThat(trades.opened()).isEqualTo(T.plusSeconds(120));
        GapRecord statuses = of(gaps, Channel.STATUSES);
        assertThat(statuses.from()).isEqualTo(T.plusSeconds(110).minus(DELAY));
        assertThat(statuses.to()).isEqualTo(T.plusSeconds(120).minus(DELAY));
    }

    /** Otherwise the job would fail on a gap without symbols, again after each restart. */
    @Test
    void startThatIsStillToComeOpensNoGap() {
        RepairOptions usual = RepairOptions.DEFAULT;
        RepairOptions fiveMinutesAgo =
                new RepairOptions(
                        usual.overlap(),
                        usual.slack(),
                        usual.recheckAfter(),
                        usual.maxIdentities(),
                        usual.batchSize(),
                        usual.pageSize(),
                        T.minusSeconds(300));
        FeedState state =
                FeedState.empty(AlpacaFeed.of("delayed_sip", null), fiveMinutesAgo, "run");
        Subscriptions wanted = Subscriptions.of(Set.of(Channel.TRADES), List.of("AAPL"));

        assertThat(state.gaps().subscribed(wanted, T)).isEmpty();
        assertThat(state.gaps().startRepairs()).isEmpty();
    }

    @Test
    void symbolThatWasGivenUpIsInNoLaterPart() {
        FeedState state = state("iex");
        Subscriptions wanted =
                Subscriptions.of(Set.of(Channel.TRADES), List.of("AAPL", "BAD", "LATE", "WORSE"));
        state.gaps().subscribed(wanted, T);
        Instant late = T.plusSeconds(2000);
        state.seen().live(Channel.TRADES, "LATE", EpochNanos.of(late), new Hash128());
        state.gaps().lost("stalled", "", T.plusSeconds(3600));
        state.gaps().subscribed(wanted, T.plusSeconds(3610));
        Gap gap = state.gaps().gap(0);
        assertThat(gap.symbolsOfPart()).containsExactly("AAPL", "BAD", "WORSE");

        state.gaps().giveUp(gap, "BAD", "invalid symbol", T.plusSeconds(3611));
        assertThat(gap.symbolsOfPart())
                .as("the batches of this part stay as they are")
                .contains("BAD");
        assertThat(state.gaps().proceed(gap)).isTrue();
        assertThat(gap.symbolsOfPart()).containsExactly("AAPL", "WORSE");

        state.gaps().giveUp(gap, "AAPL", "invalid symbol", T.plusSeconds(3612));
        state.gaps().giveUp(gap, "WORSE", "invalid symbol", T.plusSeconds(3612));
        assertThat(state.gaps().proceed(gap)).isTrue();
        assertThat(EpochNanos.toInstant(gap.begin()))
                .as("nothing is asked for before the first symbol that is left")
                .isEqualTo(late.minus(RepairOptions.DEFAULT.overlap()));

        state.gaps().giveUp(gap, "LATE", "invalid symbol", T.plusSeconds(3613));
        assertThat(state.gaps().proceed(gap)).as("no symbol is left").isFalse();
    }

    /** They come with trades without being asked for, and have no history. */
    @Test
    void correctionsThatWereMissedAreToldOnTheLineOfTheirTrades() {
        FeedState state = state("iex");
        Subscriptions acknowledged =
                Subscriptions.of(
                        Set.of(
                                Channel.TRADES,
                                Channel.QUOTES,
                                Channel.STATUSES,
                                Channel.CORRECTIONS,
                                Channel.CANCEL_ERRORS),
                        List.of("AAPL", "SPY"));
        state.gaps().subscribed(acknowledged, T);
        for (int outage = 0; outage < 3; outage++) {
            state.gaps().lost("stalled", "silence", T.plusSeconds(10));
            state.gaps().lost("cannot_connect", "attempt", T.plusSeconds(11));
            List<GapRecord> lines = state.gaps().subscribed(acknowledged, T.plusSeconds(20));
            assertThat(lines)
                    .as("one line for each outage and each channel that was asked for")
                    .extracting(GapRecord::channel)
                    .containsExactlyInAnyOrder("trades", "quotes", "statuses");
            assertThat(of(lines, Channel.TRADES).detail())
                    .startsWith("silence; missed corrections");
            assertThat(of(lines, Channel.QUOTES).detail()).isEqualTo("silence");
            assertThat(of(lines, Channel.STATUSES).state()).isEqualTo(GapRecord.State.UNREPAIRABLE);
            assertThat(of(lines, Channel.STATUSES).symbols()).containsExactly("AAPL", "SPY");
        }
    }

    @Test
    void gapOfAFeedWithoutAHistoryUrlNamesTheOption() {
        FeedState state = state("ws://localhost/v2/iex");
        Subscriptions wanted =
                Subscriptions.of(Set.of(Channel.TRADES, Channel.STATUSES), List.of("AAPL"));
        state.gaps().subscribed(wanted, T);
        state.gaps().lost("stalled", "", T.plusSeconds(10));
        List<GapRecord> gaps = state.gaps().subscribed(wanted, T.plusSeconds(20));
        assertThat(gaps).extracting(GapRecord::state).containsOnly(GapRecord.State.UNREPAIRABLE);
        assertThat(of(gaps, Channel.TRADES).detail())
                .contains("name one with --history-url (alpaca.history.url)");
        assertThat(of(gaps, Channel.STATUSES).detail())
                .contains("Alpaca has no history of this channel");
    }

    private static FeedState state(String feed) {
        return FeedState.empty(AlpacaFeed.of(feed, null), RepairOptions.DEFAULT, "run");
    }

    private static GapRecord of(List<GapRecord> gaps, Channel channel) {
        return gaps.stream()
                .filter(gap -> gap.channel().equals(channel.wireName()))
                .findAny()
                .orElseThrow();
    }
}
