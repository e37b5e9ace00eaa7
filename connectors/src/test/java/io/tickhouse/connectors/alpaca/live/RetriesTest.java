package io.tickhouse.connectors.alpaca.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetriesTest {

    /** Always draws the maximum, so that waits equal their bounds. */
    private static final Random MOST =
            new Random() {
                private static final long serialVersionUID = 1L;

                @Override
                public double nextDouble() {
                    return Math.nextDown(1.0);
                }
            };

    private final Retries retries =
            new Retries(
                    LiveFeedOptions.of(
                            AlpacaFeed.of("test", null),
                            Feeds.WANTED,
                            LiveFeedOptions.Login.MESSAGE,
                            false,
                            LiveFeedOptions.DEFAULT_CHUNK,
                            LiveFeedOptions.Queue.DEFAULT,
                            Backoff.DEFAULT,
                            null),
                    MOST);

    private Duration wait(Outcome outcome, Duration lived) {
        return retries.waitAfter(retries.judge(outcome, lived), null);
    }

    @Test
    void onlyAStableLifeMakesUpForFailures() {
        Outcome reset = Outcome.CLOSE_ABNORMAL;
        assertThat(wait(reset, null)).isEqualTo(Duration.ofSeconds(1));
        assertThat(wait(reset, null)).isEqualTo(Duration.ofSeconds(2));
        assertThat(wait(reset, Duration.ofMillis(29_999))).isEqualTo(Duration.ofSeconds(4));
        assertThat(wait(reset, Duration.ofSeconds(30))).isEqualTo(Duration.ofSeconds(1));
        assertThat(wait(reset, null)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aTakenSlotIsAnAlarmOnlyWhenNoDeadSessionCanHoldIt() {
        Duration waited = Duration.ZERO;
        while (retries.judge(Outcome.CONNECTION_LIMIT, null) == Outcome.CONNECTION_LIMIT) {
            waited = waited.plus(retries.waitAfter(Outcome.CONNECTION_LIMIT, null));
        }
        assertThat(waited).isEqualTo(Duration.ofSeconds(155)); // 5, 10, 20, then 30 each
        assertThat(retries.judge(Outcome.CONNECTION_LIMIT, Duration.ZERO))
                .as("after a connection that got through")
                .isEqualTo(Outcome.CONNECTION_LIMIT);
    }

    @Test
    void tooBigAMessageHalvesTheChunks() {
        retries.judge(Outcome.CLOSE_TOO_BIG, Duration.ofSeconds(1));
        assertThat(retries.chunk()).as("it was not the subscription").isEqualTo(100);
        retries.judge(Outcome.CLOSE_TOO_BIG, null);
        assertThat(retries.chunk()).isEqualTo(50);
        for (int i = 0; i < 10; i++) {
            retries.judge(Outcome.CLOSE_TOO_BIG, null);
        }
        assertThat(retries.chunk()).isEqualTo(1);
    }
}
