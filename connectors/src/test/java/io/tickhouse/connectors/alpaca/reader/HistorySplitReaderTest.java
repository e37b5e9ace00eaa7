package io.tickhouse.connectors.alpaca.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.connectors.alpaca.history.HistoryAnswer;
import io.tickhouse.connectors.alpaca.live.Backoff;
import io.tickhouse.connectors.alpaca.memory.Gap;
import io.tickhouse.connectors.alpaca.memory.RepairCursor;
import io.tickhouse.connectors.alpaca.memory.RepairOptions;
import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import io.tickhouse.connectors.alpaca.wire.Channel;
import io.tickhouse.connectors.alpaca.wire.EpochNanos;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.junit.jupiter.api.Test;

/** When the reader asks the history. */
class HistorySplitReaderTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    private static final Instant MINUTE_ENDS = Instant.parse("2026-03-02T15:01:00Z");

    @Test
    void delayedFeedIsAskedForWhatItsHistoryMayTell() {
        Instant now = MINUTE_ENDS;
        Instant to = now.minus(Duration.ofMinutes(15)).plus(SHORT);
        assertThat(askedAt(now, "delayed_sip", Channel.TRADES, to))
                .isAfterOrEqualTo(to.plus(Duration.ofMinutes(15)).plus(SHORT));
    }

    @Test
    void otherFeedIsAskedAtOnce() {
        Instant to = MINUTE_ENDS.plusSeconds(40);
        assertThat(askedAt(MINUTE_ENDS, "sip", Channel.TRADES, to)).isBefore(to);
    }

    @Test
    void barsAreAskedForWhenTheirLastMinuteIsOver() {
        Instant now = MINUTE_ENDS.minusMillis(400);
        Instant to = now.plusMillis(100);
        assertThat(askedAt(now, "sip", Channel.BARS, to))
                .as("late trades are in it then")
                .isAfterOrEqualTo(MINUTE_ENDS.plus(SHORT));
        assertThat(askedAt(now, "sip", Channel.BARS, to.minusSeconds(61)))
                .as("one that is over for long")
                .isBefore(MINUTE_ENDS);
    }

    private static Instant askedAt(Instant now, String feed, Channel channel, Instant to) {
        Clock clock =
                Clock.offset(Clock.systemUTC(), Duration.between(Clock.systemUTC().instant(), now));
        CompletableFuture<Instant> asked = new CompletableFuture<>();
        RepairOptions options =
                new RepairOptions(Duration.ofSeconds(60), SHORT, SHORT, 1000, 10, 100, null);
        HistorySplitReader reader =
                new HistorySplitReader(
                        AlpacaFeed.of(feed, null),
                        request -> {
                            asked.complete(clock.instant());
                            return CompletableFuture.completedFuture(
                                    new HistoryAnswer.Page(new byte[] {'[', ']'}, null, null));
                        },
                        options,
                        Backoff.DEFAULT,
                        clock,
                        new Random(1));
        Gap.Batch batch = new Gap.Batch(List.of("AAPL"), EpochNanos.of(to.minusSeconds(60)));
        reader.handleSplitsChanges(
                new SplitsAddition<>(
                        List.of(
                                new FeedSplit.Repair(
                                        1,
                                        channel,
                                        List.of(batch),
                                        EpochNanos.of(to),
                                        RepairCursor.START))));
        reader.fetch();
        reader.close();
        return asked.join();
    }
}
