package io.tickhouse.connectors.alpaca.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;

class FeedClockTest {

    private static final Instant NOW = Instant.parse("2026-03-02T15:00:00.300Z");
    private static final long NANOS = EpochNanos.of(NOW);

    private final FeedClock clock = new FeedClock(Clock.fixed(NOW, ZoneOffset.UTC));

    private static String date(Instant time) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.ofInstant(time, ZoneOffset.UTC));
    }

    private void sees(int times, Duration lead) {
        for (int i = 0; i < times; i++) {
            clock.saw(NANOS + lead.toNanos(), NANOS);
        }
    }

    @Test
    void dateThatAgreesMovesNothing() {
        clock.answered(date(NOW), NOW.minusMillis(50));
        assertThat(clock.instant()).isEqualTo(NOW);
    }

    @Test
    void dateMovesTheClockAsFarAsItMust() {
        clock.answered(date(NOW.plusSeconds(60)), NOW.minusMillis(50));
        assertThat(clock.instant())
                .as("at least the second that it names")
                .isEqualTo("2026-03-02T15:01:00Z");
        clock.answered(date(NOW.minusSeconds(60)), NOW.minusMillis(50));
        assertThat(clock.instant())
                .as("at most its end, which a request of 50 ms ago cannot be behind")
                .isEqualTo("2026-03-02T14:59:01.050Z");
    }

    @Test
    void noDateIsNotRegarded() {
        clock.answered(null, NOW);
        clock.answered("soon", NOW);
        assertThat(clock.offsetNanos()).isZero();
    }

    @Test
    void messagesThatAreAllAheadShowThatTheClockIsBehind() {
        sees(FeedClock.RUN - 1, Duration.ofSeconds(31));
        assertThat(clock.offsetNanos()).isZero();
        sees(1, Duration.ofSeconds(30));
        assertThat(clock.instant()).isEqualTo(NOW.plusSeconds(30));
    }

    /** Otherwise, after a clock was set right, gaps would end in the future for ever. */
    @Test
    void dateTakesBackWhatMessagesShowedUntilTheyShowItAgain() {
        sees(FeedClock.RUN, Duration.ofSeconds(30));
        clock.answered(date(NOW.plusSeconds(30)), NOW);
        assertThat(clock.instant()).as("they agree").isEqualTo(NOW.plusSeconds(30));

        clock.answered(date(NOW), NOW);
        assertThat(clock.instant()).isBetween(NOW, NOW.plusSeconds(1));

        sees(FeedClock.RUN, Duration.ofSeconds(30));
        assertThat(clock.instant()).isEqualTo(NOW.plusSeconds(30));
    }

    @Test
    void messagesWithAWrongTimeMoveNothing() {
        for (int i = 0; i < 10; i++) {
            sees(FeedClock.RUN - 1, Duration.ofHours(3));
            sees(1, Duration.ofMillis(-5));
        }
        assertThat(clock.offsetNanos()).isZero();
    }

    @Test
    void messagesThatAreBehindShowNothing() {
        sees(2 * FeedClock.RUN, Duration.ofMinutes(-10));
        assertThat(clock.offsetNanos()).isZero();
    }
}
