package io.tickhouse.jobs.analytics;

import io.tickhouse.model.Correction;
import io.tickhouse.model.Trade;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * The clock of event time, made of the trades of each partition.
 *
 * <p>Guarantee: one time in the future moves nothing, and many move it no further than {@link
 * #LEAD} ahead of this machine. The clock is that of the second latest trade of a partition, less a
 * second for trades that are a little out of order. The slowest partition counts.
 *
 * <p>A partition that was idle is passed over until its first trade comes. When all were, the first
 * to wake would move the clock alone, over the trades that come in the others a moment later. So a
 * clock that wakes waits a while.
 */
final class EventClock implements WatermarkGenerator<Trade> {

    /** How far event time may be ahead of this machine. */
    static final Duration LEAD = Duration.ofSeconds(60);

    private static final Duration FOREVER = Duration.ofDays(100_000);

    private static final long DELAY_MS = 1_000;
    private static final long NONE = Long.MIN_VALUE;

    /** How long a clock waits that wakes, at most. */
    private static final long MOST_WAITED_MS = 2_000;

    private final LongSupplier nowMs;
    private final long silenceMs;
    private long latest = NONE;
    private long secondLatest = NONE;
    private boolean heard;
    private long heardMs;
    private long waitsUntilMs = NONE;

    /**
     * @param nowMs the time of this machine, epoch milliseconds
     * @param idleTimeout after how much silence the partition counts as idle
     */
    EventClock(LongSupplier nowMs, Duration idleTimeout) {
        this.nowMs = nowMs;
        this.silenceMs = idleTimeout.toMillis();
        this.heardMs = nowMs.getAsLong();
    }

    /**
     * The clock of a source of trades.
     *
     * @param idleTimeout how long a partition without trades holds it up
     */
    static WatermarkStrategy<Trade> ofTrades(Duration idleTimeout) {
        return WatermarkStrategy.<Trade>forGenerator(
                        context -> new EventClock(System::currentTimeMillis, idleTimeout))
                .withTimestampAssigner((trade, unused) -> trade.timeMs())
                .withIdleness(idleTimeout);
    }

    /**
     * The clock of a source of trades that ends. A partition that was read to its end holds nothing
     * up, and one whose first trade is slow to come must not be passed over.
     */
    static WatermarkStrategy<Trade> ofTradesThatEnd() {
        return WatermarkStrategy.<Trade>forGenerator(
                        context -> new EventClock(System::currentTimeMillis, FOREVER))
                .withTimestampAssigner((trade, unused) -> trade.timeMs());
    }

    /** Corrections are rare, and would hold up the clock of the trades. */
    static WatermarkStrategy<Correction> ofCorrections() {
        return WatermarkStrategy.<Correction>forGenerator(context -> new Idle())
                .withTimestampAssigner((correction, unused) -> correction.timeMs());
    }

    @Override
    public void onEvent(Trade trade, long timeMs, WatermarkOutput output) {
        heard = true;
        if (timeMs >= latest) {
            secondLatest = latest;
            latest = timeMs;
        } else if (timeMs > secondLatest) {
            secondLatest = timeMs;
        }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        long now = nowMs.getAsLong();
        if (heard) {
            if (now - heardMs >= silenceMs) {
                // Shorter than the silence, or a partition with few trades would never speak.
                waitsUntilMs = now + Math.min(MOST_WAITED_MS, silenceMs / 2);
            }
            heard = false;
            heardMs = now;
        }
        if (secondLatest == NONE || now < waitsUntilMs) {
            return;
        }
        // Trades of the very millisecond may follow.
        long time = secondLatest - DELAY_MS - 1;
        output.emitWatermark(new Watermark(Math.min(time, now + LEAD.toMillis())));
    }

    private static final class Idle implements WatermarkGenerator<Correction> {

        @Override
        public void onEvent(Correction correction, long timeMs, WatermarkOutput output) {}

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            output.markIdle();
        }
    }
}
