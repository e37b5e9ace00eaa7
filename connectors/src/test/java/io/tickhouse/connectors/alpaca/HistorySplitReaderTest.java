package io.tickhouse.connectors.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.junit.jupiter.api.Test;

/** When the history is asked. */
class HistorySplitReaderTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void delayedFeedIsAskedForWhatItsHistoryMayTell() {
        Instant to = Instant.now().minus(Duration.ofMinutes(15)).plus(SHORT);
        assertThat(askedAt("delayed_sip", Channel.TRADES, to))
                .isAfterOrEqualTo(to.plus(Duration.ofMinutes(15)).plus(SHORT));
    }

    @Test
    void otherFeedIsAskedAtOnce() {
        Instant to = Instant.now().plus(Duration.ofMinutes(1));
        assertThat(askedAt("sip", Channel.TRADES, to)).isBefore(to);
    }

    private static Instant askedAt(String feed, Channel channel, Instant to) {
        CompletableFuture<Instant> asked = new CompletableFuture<>();
        RepairOptions options =
                new RepairOptions(Duration.ofSeconds(60), SHORT, SHORT, 1000, 10, 100, null);
        HistorySplitReader reader =
                new HistorySplitReader(
                        AlpacaFeed.of(feed, null),
                        request -> {
                            asked.complete(Instant.now());
                            return CompletableFuture.completedFuture(
                                    new HistoryAnswer.Page(new byte[] {'[', ']'}, null, null));
                        },
                        options,
                        Backoff.DEFAULT,
                        Clock.systemUTC(),
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
