package io.tickhouse.connectors.alpaca.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    private static final Backoff BACKOFF = Backoff.DEFAULT;

    @ParameterizedTest
    @CsvSource({
        "1, 1000",
        "2, 2000",
        "3, 4000",
        "4, 8000",
        "5, 16000",
        "6, 32000",
        "7, 60000",
        "8, 60000",
        "64, 60000",
        "1000000, 60000"
    })
    void fillsTheWholeRangeUpToADoublingBound(int failures, long bound) {
        Random jitter = new Random(7);
        int[] tenths = new int[10];
        long sum = 0;
        int draws = 20_000;
        for (int i = 0; i < draws; i++) {
            long wait = BACKOFF.afterFailure(failures, jitter).toMillis();
            assertThat(wait).isBetween(100L, bound);
            tenths[(int) Math.min(9, (wait - 100) * 10 / (bound - 100))]++;
            sum += wait;
        }
        // Full jitter is uniform: each tenth of the range gets its share.
        for (int count : tenths) {
            assertThat(count).isBetween(draws / 10 * 85 / 100, draws / 10 * 115 / 100);
        }
        assertThat((double) sum / draws).isBetween((100 + bound) * 0.48, (100 + bound) * 0.52);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 60000, 5000",
        "0.5, 60000, 5000",
        "1000, 999, 5000",
        "1000, 60000, 0",
        "1000, 60000, 0.9"
    })
    void refusesWaitsThatWouldRunHot(double first, double max, double slot) {
        assertThatThrownBy(
                        () ->
                                new Backoff(
                                        millis(first),
                                        millis(max),
                                        List.of(Duration.ofSeconds(5), millis(slot)),
                                        Duration.ofSeconds(150)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Every wait must be at least 1 ms");
    }

    private static Duration millis(double count) {
        return Duration.ofNanos((long) (count * 1_000_000));
    }

    @Test
    void tryingForASlotOutlivesADeadSessionAndNeverRunsHot() {
        Duration waited = Duration.ZERO;
        int attempts = 0;
        while (waited.compareTo(BACKOFF.slotBudget()) < 0) {
            Duration wait = BACKOFF.afterTakenSlot(++attempts);
            assertThat(wait).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
            waited = waited.plus(wait);
        }
        assertThat(waited).isGreaterThan(Duration.ofSeconds(90));
        assertThat(attempts).isLessThan(10);
    }

    @Test
    void keepsTheServersWordUnlessItIsAbsurd() {
        Random jitter = new Random(7);
        for (int i = 0; i < 1000; i++) {
            assertThat(BACKOFF.afterServersWord(Duration.ofSeconds(90), 1, jitter))
                    .isBetween(Duration.ofSeconds(90), Duration.ofSeconds(91));
            assertThat(BACKOFF.afterServersWord(Duration.ofDays(3), 1, jitter))
                    .isBetween(Backoff.LONGEST_BELIEVED, Backoff.LONGEST_BELIEVED.plusSeconds(1));
            assertThat(BACKOFF.afterServersWord(null, 1, jitter))
                    .isBetween(Duration.ofMillis(100), Duration.ofSeconds(1));
        }
    }
}
