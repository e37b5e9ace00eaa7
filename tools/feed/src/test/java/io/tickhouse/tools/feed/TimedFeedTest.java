package io.tickhouse.tools.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimedFeedTest {

    private static final long START = 1_772_461_800_000_000_000L;
    private static final long MILLI = 1_000_000;

    /** A clock that moves only by waits, or when a send takes time. */
    private static final class SimulatedTime implements Waiting {

        private long now = Long.MIN_VALUE;

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void until(long nanoTime) {
            now = Math.max(now, nanoTime);
        }
    }

    private final WallClock clock = new WallClock();
    private final SimulatedTime time = new SimulatedTime();

    private TimedFeed feed(int rate) {
        return new TimedFeed("nowhere:1", "raw", rate, 50, 1, START, clock);
    }

    @Test
    void makesTheRateDueAndNothingMore() {
        for (int rate : new int[] {1, 3, 199, 200, 20_000, 33_333}) {
            long[] trades = {0};
            feed(rate)
                    .send(
                            3,
                            Duration.ofSeconds(10),
                            (partition, at, count) -> trades[0] += count,
                            (partition, array, tally) -> {},
                            time);
            assertThat(trades[0]).as("rate %d", rate).isEqualTo(10L * rate);
        }
    }

    @Test
    void theTimetableIsExactAfterADay() {
        TimedFeed.Timetable timetable = new TimedFeed.Timetable(START, 1_000_000);
        long slices = Duration.ofDays(1).dividedBy(TimedFeed.SLICE);

        assertThat(timetable.due(slices)).isEqualTo(START + Duration.ofDays(1).toNanos());
        assertThat(timetable.trades(slices)).isEqualTo(5000);
    }

    @Test
    void tradesCarryTheTimeTheyWereDue() {
        List<String> arrays = new ArrayList<>();
        feed(400)
                .send(
                        1,
                        Duration.ofMillis(10),
                        (partition, at, count) -> arrays.add(at - START + " " + count),
                        (partition, array, tally) ->
                                arrays.add(new String(array, StandardCharsets.US_ASCII)),
                        time);

        assertThat(arrays).hasSize(4);
        assertThat(arrays.get(0)).isEqualTo("0 2");
        assertThat(arrays.get(1))
                .contains("\"t\":\"2026-03-02T14:30:00Z\"")
                .contains("\"t\":\"2026-03-02T14:30:00.000000001Z\"");
        assertThat(arrays.get(2)).isEqualTo(5 * MILLI + " 2");
        assertThat(arrays.get(3)).contains("\"t\":\"2026-03-02T14:30:00.005Z\"");
    }

    /**
     * No coordinated omission: a sender that hangs for a second delays all that was due in that
     * second.
     */
    @Test
    void aStalledSenderIsLateForAllThatWasDueMeanwhile() {
        List<Long> lateness = new ArrayList<>();
        boolean[] stalled = {false};
        long[] due = {0};
        feed(200)
                .send(
                        1,
                        Duration.ofSeconds(3),
                        (partition, at, count) -> due[0] = at,
                        (partition, array, tally) -> {
                            if (!stalled[0] && due[0] >= START + 1000 * MILLI) {
                                stalled[0] = true;
                                time.now += 1000 * MILLI;
                            }
                            lateness.add(time.now - clock.timer(due[0]));
                        },
                        time);

        assertThat(lateness).hasSize(600);
        assertThat(lateness.subList(0, 200)).allMatch(late -> late == 0);
        // The array that hung, and after it one every 5 ms, each 5 ms less late.
        for (int i = 0; i < 200; i++) {
            assertThat(lateness.get(200 + i)).isEqualTo((1000 - 5L * i) * MILLI);
        }
        assertThat(lateness.subList(400, 600)).allMatch(late -> late == 0);
    }
}
