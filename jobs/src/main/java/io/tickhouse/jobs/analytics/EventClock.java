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
 */
final class EventClock implements WatermarkGenerator<Trade> {

    /** How far event time may be ahead of this machine. */
    static final Duration LEAD = Duration.ofSeconds(60);

    private static final long DELAY_MS = 1_000;
    private static final long NONE = Long.MIN_VALUE;

    private final LongSupplier nowMs;
    private long latest = NONE;
    private long secondLatest = NONE;

    /**
     * @param nowMs the time of this machine, epoch milliseconds
     */
    EventClock(LongSupplier nowMs) {
        this.nowMs = nowMs;
    }

    /**
     * The clock of a source of trades. A partition without trades holds it up, unless idleness is
     * added. A job that is to end needs none: a partition that was read to its end holds nothing
     * up, and one whose first trade is slow to come must not be passed over.
     */
    static WatermarkStrategy<Trade> ofTrades() {
        return WatermarkStrategy.<Trade>forGenerator(
                        context -> new EventClock(System::currentTimeMillis))
                .withTimestampAssigner((trade, unused) -> trade.timeMs());
    }

    /** Corrections are rare, and would hold up the clock of the trades. */
    static WatermarkStrategy<Correction> ofCorrections() {
        return WatermarkStrategy.<Correction>forGenerator(context -> new Idle())
                .withTimestampAssigner((correction, unused) -> correction.timeMs());
    }

    @Override
    public void onEvent(Trade trade, long timeMs, WatermarkOutput output) {
        if (timeMs >= latest) {
            secondLatest = latest;
            latest = timeMs;
        } else if (timeMs > secondLatest) {
            secondLatest = timeMs;
        }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        if (secondLatest == NONE) {
            return;
        }
        // Trades of the very millisecond may follow.
        long time = secondLatest - DELAY_MS - 1;
        output.emitWatermark(new Watermark(Math.min(time, nowMs.getAsLong() + LEAD.toMillis())));
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
