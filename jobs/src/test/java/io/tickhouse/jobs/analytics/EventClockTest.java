package io.tickhouse.jobs.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickhouse.model.Trade;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.junit.jupiter.api.Test;

class EventClockTest {

    private final AtomicLong machine = new AtomicLong(1_000_000);
    private final EventClock clock = clock();
    private final EventClock.Silence silence =
            new EventClock.Silence(machine::get, Duration.ofSeconds(5));
    private final Output output = new Output();

    @Test
    void standsUntilThereAreTwoTrades() {
        begin(100_000);
        assertThat(after(100_000)).isEqualTo(98_999);
    }

    @Test
    void isASecondBehindTheSecondLatestTrade() {
        begin(100_000);
        after(300_000);
        assertThat(after(200_000)).isEqualTo(198_999);
        assertThat(after(150_000)).isEqualTo(198_999);
        assertThat(after(300_000)).isEqualTo(298_999);
    }

    @Test
    void oneWrongTimeMovesNothing() {
        begin(100_000);
        after(200_000);
        after(1_050_000);

        // That of the latest true time: one trade early.
        assertThat(output.newest).isEqualTo(198_999);
        assertThat(after(210_000)).isEqualTo(208_999);
    }

    @Test
    void timesInTheFutureMoveNothing() {
        begin(100_000);
        after(5_000_000);
        after(6_000_000);
        after(Long.MAX_VALUE / 2);
        after(200_000);
        assertThat(after(300_000)).isEqualTo(198_999);

        machine.set(4_950_000);
        after(5_000_000);
        machine.addAndGet(2_500);
        assertThat(after(5_000_000)).isEqualTo(4_998_999);
    }

    /** Others wake at the same time, and have trades of the same hour. */
    @Test
    void waitsWhenItWakes() {
        begin(100_000);
        after(200_000);
        machine.addAndGet(5_000);
        after(900_000);
        assertThat(after(900_000)).isEqualTo(98_999);
        machine.addAndGet(1_999);
        assertThat(after(900_000)).isEqualTo(98_999);
        machine.addAndGet(1);
        clock.onPeriodicEmit(output);
        assertThat(output.newest).isEqualTo(898_999);
    }

    /** The flatten job reads one raw partition before another when it catches up. */
    @Test
    void theSlowestRawPartitionCounts() {
        begin(100_000);
        after(900_000);
        assertThat(after(900_000)).isEqualTo(898_999);
        after(1, 950_000);
        after(1, 950_000);
        machine.addAndGet(2_000);
        assertThat(after(990_000)).isEqualTo(898_999);
        assertThat(after(990_000)).isEqualTo(948_999);
        assertThat(after(990_000)).isEqualTo(948_999);
        // Until it is idle.
        machine.addAndGet(3_000);
        assertThat(after(990_000)).isEqualTo(988_999);
    }

    @Test
    void waitsForTheOthersAtTheBeginning() {
        after(900_000);
        assertThat(after(900_000)).isEqualTo(Long.MIN_VALUE);
        after(1, 100_000);
        assertThat(after(1, 100_000)).isEqualTo(Long.MIN_VALUE);
        machine.addAndGet(2_000);
        assertThat(after(900_000)).isEqualTo(98_999);
    }

    @Test
    void speaksWithFewTradesToo() {
        for (int i = 0; i < 10; i++) {
            machine.addAndGet(6_000);
            after(machine.get() - 1_000);
            machine.addAndGet(2_000);
            clock.onPeriodicEmit(output);
        }
        assertThat(output.newest).isEqualTo(machine.get() - 3_000 - 8_000 - 1_001);
    }

    @Property(tries = 300)
    void isBehindAllTradesButOne(
            @ForAll @Size(min = 2, max = 20) List<@LongRange(min = 0, max = 900_000) Long> times) {
        EventClock fresh = clock();
        for (long time : times) {
            fresh.onEvent(ofPartition(0), time, output);
        }
        machine.addAndGet(2_000);
        fresh.onPeriodicEmit(output);

        List<Long> sorted = times.stream().sorted().toList();
        assertThat(output.newest).isEqualTo(sorted.get(sorted.size() - 2) - 1_001);
    }

    @Test
    void correctionsAreAlwaysIdle() {
        EventClock.ofCorrections().createWatermarkGenerator(null).onPeriodicEmit(output);

        assertThat(output.idle).isTrue();
        assertThat(output.newest).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void silenceIsWhatTheRawPartitionsWereToldLast() {
        tell(0, 500_000);
        tell(1, 400_000);
        tell(0, 600_000);
        assertThat(output.newest).isEqualTo(Long.MIN_VALUE);

        assertThat(untilTold()).isEqualTo(399_999);
        assertThat(output.idle).isFalse();
        silence.onPeriodicEmit(output);
        assertThat(output.idle).isTrue();

        tell(1, 700_000);
        assertThat(untilTold()).isEqualTo(599_999);
    }

    /** Trades that became visible with the clock record are read meanwhile. */
    @Test
    void silenceWaitsLongerThanAClockOfTradesThatWakes() {
        tell(0, 500_000);
        machine.addAndGet(3_999);
        tell(0, 500_001);
        silence.onPeriodicEmit(output);
        assertThat(output.newest).isEqualTo(Long.MIN_VALUE);
        assertThat(output.idle).isTrue();

        machine.addAndGet(1);
        silence.onPeriodicEmit(output);
        assertThat(output.newest).isEqualTo(500_000);
    }

    @Test
    void silenceInTheFutureMovesNothing() {
        tell(0, 1_060_001);
        assertThat(untilTold()).isEqualTo(Long.MIN_VALUE);
        assertThat(output.idle).isTrue();

        tell(0, 1_064_000);
        tell(0, 2_000_000);
        assertThat(untilTold()).isEqualTo(1_063_999);
    }

    private void tell(int partition, long time) {
        silence.onEvent(Rows.clock(partition, time), time, output);
    }

    private long untilTold() {
        silence.onPeriodicEmit(output);
        machine.addAndGet(4_000);
        silence.onPeriodicEmit(output);
        return output.newest;
    }

    private EventClock clock() {
        return new EventClock(machine::get, Duration.ofSeconds(5));
    }

    private long after(long time) {
        return after(0, time);
    }

    private long after(int partition, long time) {
        clock.onEvent(ofPartition(partition), time, output);
        clock.onPeriodicEmit(output);
        return output.newest;
    }

    private static Trade ofPartition(int partition) {
        Trade trade = new Trade();
        trade.partition = partition;
        return trade;
    }

    /** Past the wait at the beginning. */
    private void begin(long time) {
        after(time);
        machine.addAndGet(2_000);
    }

    private static final class Output implements WatermarkOutput {

        private long newest = Long.MIN_VALUE;
        private boolean idle;

        @Override
        public void emitWatermark(Watermark watermark) {
            idle = false;
            newest = watermark.getTimestamp();
        }

        @Override
        public void markIdle() {
            idle = true;
        }

        @Override
        public void markActive() {
            idle = false;
        }
    }
}
