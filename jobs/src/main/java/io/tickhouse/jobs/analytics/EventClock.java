package io.tickhouse.jobs.analytics;

import io.tickhouse.model.ClockRecord;
import io.tickhouse.model.Correction;
import io.tickhouse.model.Trade;
import io.tickhouse.model.analytics.Gap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * The clock of event time, made of the trades of each partition.
 *
 * <p>Guarantee: times in the future, more than {@link #LEAD} ahead of this machine, move nothing,
 * and neither does one wrong time. A raw partition has the time of its second latest trade, less a
 * second for trades that are a little out of order. The slowest raw partition counts: when the
 * flatten job catches up, it may read one of them hours ahead of another.
 *
 * <p>A partition that was idle is passed over until its first trade comes. When all were, the first
 * to wake would move the clock alone, over the trades that come in the others a moment later. So
 * the clock waits a while when a partition wakes.
 *
 * <p>Where all partitions are idle, {@link Silence} moves the time by the clock records of the
 * feed.
 */
final class EventClock implements WatermarkGenerator<Trade> {

    /** How far event time may be ahead of this machine. */
    static final Duration LEAD = Duration.ofSeconds(60);

    private static final Duration FOREVER = Duration.ofDays(100_000);

    private static final long DELAY_MS = 1_000;
    private static final long NONE = Long.MIN_VALUE;

    /** How long a clock waits that wakes, at most. */
    private static final long MOST_WAITED_MS = 2_000;

    /** The trades of a raw partition. */
    private static final class Progress {

        private final int partition;
        private long latest = NONE;
        private long secondLatest = NONE;
        private boolean heard;
        private long heardMs;

        Progress(int partition, long nowMs) {
            this.partition = partition;
            this.heardMs = nowMs;
        }

        void hear(long timeMs) {
            heard = true;
            if (timeMs >= latest) {
                secondLatest = latest;
                latest = timeMs;
            } else if (timeMs > secondLatest) {
                secondLatest = timeMs;
            }
        }
    }

    private final LongSupplier nowMs;
    private final long silenceMs;
    private final List<Progress> partitions = new ArrayList<>();
    private Progress last;
    private long waitsUntilMs = NONE;

    /** What was the latest time that could be true; it is asked for again when it is passed. */
    private long limitMs = NONE;

    /**
     * @param nowMs the time of this machine, epoch milliseconds
     * @param idleTimeout after how much silence a partition counts as idle
     */
    EventClock(LongSupplier nowMs, Duration idleTimeout) {
        this.nowMs = nowMs;
        this.silenceMs = idleTimeout.toMillis();
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
        return WatermarkStrategy.<Correction>forGenerator(context -> new Idle<>())
                .withTimestampAssigner((correction, unused) -> correction.timeMs());
    }

    /** What is known of gaps has no time of its own. */
    static WatermarkStrategy<Gap> ofGaps() {
        return WatermarkStrategy.forGenerator(context -> new Idle<>());
    }

    @Override
    public void onEvent(Trade trade, long timeMs, WatermarkOutput output) {
        if (timeMs > limitMs) {
            limitMs = nowMs.getAsLong() + LEAD.toMillis();
            if (timeMs > limitMs) {
                return; // it is in no bar
            }
        }
        if (last == null || last.partition != trade.partition) {
            last = progress(trade.partition);
        }
        last.hear(timeMs);
    }

    private Progress progress(int partition) {
        for (Progress each : partitions) {
            if (each.partition == partition) {
                return each;
            }
        }
        long now = nowMs.getAsLong();
        waitForOthers(now);
        Progress added = new Progress(partition, now);
        partitions.add(added);
        return added;
    }

    /** Shorter than the silence, or a partition with few trades would never speak. */
    private void waitForOthers(long now) {
        waitsUntilMs =
                silenceMs == FOREVER.toMillis()
                        ? NONE
                        : now + Math.min(MOST_WAITED_MS, silenceMs / 2);
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        long now = nowMs.getAsLong();
        long slowest = Long.MAX_VALUE;
        for (Progress each : partitions) {
            if (each.heard) {
                if (now - each.heardMs >= silenceMs) {
                    waitForOthers(now);
                }
                each.heard = false;
                each.heardMs = now;
            }
            if (now - each.heardMs < silenceMs) {
                slowest = Math.min(slowest, each.secondLatest);
            }
        }
        if (slowest == Long.MAX_VALUE || slowest == NONE || now < waitsUntilMs) {
            return;
        }
        // Trades of the very millisecond may follow.
        output.emitWatermark(new Watermark(slowest - DELAY_MS - 1));
    }

    /**
     * The clock of the clock records, for a feed that is silent.
     *
     * @param idleTimeout that of the trades
     */
    static WatermarkStrategy<ClockRecord> ofClocks(Duration idleTimeout) {
        return WatermarkStrategy.<ClockRecord>forGenerator(
                        context -> new Silence(System::currentTimeMillis, idleTimeout))
                .withTimestampAssigner((clock, unused) -> clock.timeMs());
    }

    /**
     * Tells how far the feed has come: the earliest of the times that the raw partitions were last
     * told, of those heard of since the start. Times in the future are passed over.
     *
     * <p>It is idle but for the moment in which it tells a time. So it never holds trades up, and
     * its time counts once no partition has trades. Trades and clock records of a checkpoint do not
     * become visible at the same moment. So it waits from the first new record on, longer than a
     * clock of trades that wakes.
     */
    static final class Silence implements WatermarkGenerator<ClockRecord> {

        private final LongSupplier nowMs;
        private final long waitMs;
        private final Map<Integer, Long> latest = new HashMap<>();

        /** When it tells what it has heard; NONE if it has told all. */
        private long tellsMs = NONE;

        /**
         * @param nowMs the time of this machine, epoch milliseconds
         * @param idleTimeout that of the trades
         */
        Silence(LongSupplier nowMs, Duration idleTimeout) {
            this.nowMs = nowMs;
            this.waitMs = Math.min(2 * MOST_WAITED_MS, idleTimeout.toMillis());
        }

        @Override
        public void onEvent(ClockRecord clock, long timeMs, WatermarkOutput output) {
            long now = nowMs.getAsLong();
            if (timeMs > now + LEAD.toMillis()) {
                return;
            }
            latest.merge(clock.partition, timeMs, Math::max);
            if (tellsMs == NONE) {
                tellsMs = now + waitMs;
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            if (tellsMs == NONE || nowMs.getAsLong() < tellsMs) {
                output.markIdle();
                return;
            }
            // It stays active until the next call: a time of an output that is idle is not seen.
            tellsMs = NONE;
            output.emitWatermark(new Watermark(Collections.min(latest.values()) - 1));
        }
    }

    private static final class Idle<T> implements WatermarkGenerator<T> {

        @Override
        public void onEvent(T element, long timeMs, WatermarkOutput output) {}

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            output.markIdle();
        }
    }
}
