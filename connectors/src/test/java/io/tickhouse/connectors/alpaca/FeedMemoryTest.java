package io.tickhouse.connectors.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** Where gaps begin and end. */
class FeedMemoryTest {

    private static final Instant T = Instant.parse("2026-03-02T15:00:00Z");
    private static final Duration DELAY = Duration.ofMinutes(15);
    private static final Duration SLACK = RepairOptions.DEFAULT.slack();

    @Test
    void gapOfADelayedFeedIsMeasuredInItsEventTimes() {
        FeedMemory memory = memory("delayed_sip");
        Subscriptions wanted =
                Subscriptions.of(
                        Set.of(Channel.TRADES, Channel.STATUSES), List.of("AAPL", "SILENT"));
        memory.subscribed(wanted, T);
        Instant last = T.plusSeconds(100).minus(DELAY);
        memory.live(Channel.TRADES, "AAPL", EpochNanos.of(last), new Hash128());
        memory.lost("stalled", "", T.plusSeconds(110));
        List<GapRecord> gaps = memory.subscribed(wanted, T.plusSeconds(120));
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
        FeedMemory memory =
                FeedMemory.empty(AlpacaFeed.of("delayed_sip", null), fiveMinutesAgo, "run");
        Subscriptions wanted = Subscriptions.of(Set.of(Channel.TRADES), List.of("AAPL"));

        assertThat(memory.subscribed(wanted, T)).isEmpty();
        assertThat(memory.startRepairs()).isEmpty();
    }

    /** They come with trades without being asked for, and have no history. */
    @Test
    void correctionsThatWereMissedAreToldOnTheLineOfTheirTrades() {
        FeedMemory memory = memory("iex");
        Subscriptions acknowledged =
                Subscriptions.of(
                        Set.of(
                                Channel.TRADES,
                                Channel.QUOTES,
                                Channel.STATUSES,
                                Channel.CORRECTIONS,
                                Channel.CANCEL_ERRORS),
                        List.of("AAPL", "SPY"));
        memory.subscribed(acknowledged, T);
        for (int outage = 0; outage < 3; outage++) {
            memory.lost("stalled", "silence", T.plusSeconds(10));
            memory.lost("cannot_connect", "attempt", T.plusSeconds(11));
            List<GapRecord> lines = memory.subscribed(acknowledged, T.plusSeconds(20));
            assertThat(lines)
                    .as("one line for each outage and each channel that was asked for")
                    .extracting(GapRecord::channel)
                    .containsExactlyInAnyOrder("trades", "quotes", "statuses");
            assertThat(of(lines, Channel.TRADES).detail()).startsWith("silence; corrections");
            assertThat(of(lines, Channel.QUOTES).detail()).isEqualTo("silence");
            assertThat(of(lines, Channel.STATUSES).state()).isEqualTo(GapRecord.State.UNREPAIRABLE);
            assertThat(of(lines, Channel.STATUSES).symbols()).containsExactly("AAPL", "SPY");
        }
    }

    /** All bars of a day have the time of its start, so none would ever be old enough. */
    @Test
    void ofADailyBarOnlyTheLastIsRemembered() {
        FeedMemory memory = memory("iex");
        long day = EpochNanos.of(T);
        Hash128 identity = new Hash128();
        for (int minute = 0; minute < 390; minute++) {
            identity.high = minute;
            assertThat(memory.live(Channel.DAILY_BARS, "AAPL", day, identity)).isTrue();
            assertThat(memory.live(Channel.DAILY_BARS, "AAPL", day, identity)).isFalse();
        }
        assertThat(memory.identities()).isEqualTo(1);
    }

    /** A checkpoint accepts no text of more than 65,535 bytes, and the server chooses the words. */
    @Test
    void whatAServerSaysFitsIntoTheState() throws IOException {
        FeedMemory memory = memory("iex");
        Subscriptions wanted = Subscriptions.of(Set.of(Channel.TRADES), List.of("AAPL"));
        memory.subscribed(wanted, T);
        memory.lost("error", "€".repeat(100_000), T.plusSeconds(10));
        DataOutputSerializer state = new DataOutputSerializer(1024);
        memory.write(state);
        assertThat(state.length()).isLessThan(10_000);
    }

    private static FeedMemory memory(String feed) {
        return FeedMemory.empty(AlpacaFeed.of(feed, null), RepairOptions.DEFAULT, "run");
    }

    private static GapRecord of(List<GapRecord> gaps, Channel channel) {
        return gaps.stream()
                .filter(gap -> gap.channel().equals(channel.wireName()))
                .findAny()
                .orElseThrow();
    }
}
