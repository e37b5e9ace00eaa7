package io.tickhouse.tools.feed;

import io.tickhouse.model.Kind;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * Generates the arrays of a made-up feed, some of them damaged, and counts what is in each. It is a
 * function of its arguments: the same calls with the same event times give the same bytes, whatever
 * the clock does.
 */
final class ArrayGenerator {

    private static final int SOUND_ARRAYS_PER_BROKEN = 500;
    private static final long NANOS_PER_MINUTE = 60_000_000_000L;

    private final MarketGenerator market;
    private final LongSupplier eventTime;
    private final SplittableRandom damage;
    private final double corrupt;
    private final boolean clocks;
    private final long wantedTrades;
    private final int[] partitionOf;
    private final int partitions;
    private final ArraySplitter arrays;
    private final JsonBuffer scratch = new JsonBuffer();

    private long closedTrades;
    private long openTrades;

    private long latestNs;

    /** The time of the last clock records. */
    private long toldNs;

    /**
     * @param damage decides what is damaged and how, apart from the market's own randomness
     * @param corrupt share of elements to damage, 0 to 1
     * @param clocks whether each partition is told the time
     * @param wantedTrades valid trades after which it is done; 0 for no end
     */
    ArrayGenerator(
            MarketGenerator market,
            List<String> symbols,
            int partitions,
            LongSupplier eventTime,
            SplittableRandom damage,
            double corrupt,
            boolean clocks,
            long wantedTrades) {
        this.market = market;
        this.eventTime = eventTime;
        this.damage = damage;
        this.corrupt = corrupt;
        this.clocks = clocks;
        this.wantedTrades = wantedTrades;
        this.partitions = partitions;
        this.arrays = new ArraySplitter(partitions);
        this.partitionOf =
                symbols.stream()
                        .mapToInt(s -> SymbolPartition.of(JsonBuffer.ascii(s), partitions))
                        .toArray();
    }

    /** Whether all the wanted trades are handed out in valid arrays. */
    boolean done() {
        return wantedTrades > 0 && closedTrades == wantedTrades;
    }

    /**
     * Generates this many messages as one array a partition, or fewer if the wanted trades are
     * reached. Bars and clock records that are due come in addition.
     */
    void nextBatch(int messages, ArraySink sink) {
        for (int i = 0; i < messages && !reached(); i++) {
            latestNs = eventTime.getAsLong();
            if (!market.isSilent()) {
                next(latestNs, sink);
            }
        }
        closeAll(sink);
        if (latestNs / NANOS_PER_MINUTE > toldNs / NANOS_PER_MINUTE) {
            tellTime(sink);
        }
    }

    private void next(long timeNs, ArraySink sink) {
        Kind kind = market.pickKind();
        int symbol = market.pickSymbol();
        MinuteBars bars = market.bars();
        if (bars != null && bars.areDue(timeNs)) {
            bars.take(timeNs, of -> add(Kind.BAR, of, timeNs, sink));
        }
        add(market.possible(kind, symbol), symbol, timeNs, sink);
    }

    /** Ends the feed with the bars of the minute that has begun, and with its last time. */
    void finish(ArraySink sink) {
        if (market.bars() != null) {
            market.bars().takeRest(of -> add(Kind.BAR, of, 0, sink));
            closeAll(sink);
        }
        if (latestNs > toldNs) {
            tellTime(sink);
        }
    }

    /**
     * Sends clock records in arrays of their own. Damage passes them over, so that a feed with them
     * has the same other messages as one without.
     */
    private void tellTime(ArraySink sink) {
        toldNs = latestNs;
        for (int partition = 0; clocks && partition < partitions; partition++) {
            market.writeClock(latestNs, arrays.open(partition));
            arrays.countValid(partition, Kind.CLOCK);
            byte[] array = arrays.close(partition);
            ArrayTally tally = arrays.tally(partition);
            arrays.clear(partition);
            sink.accept(partition, array, tally);
        }
    }

    private void add(Kind kind, int symbol, long timeNs, ArraySink sink) {
        int partition = partitionOf[symbol];
        JsonBuffer array = arrays.open(partition);
        if (corrupt > 0 && damage.nextDouble() < corrupt) {
            scratch.clear();
            market.write(kind, symbol, timeNs, scratch);
            String bad = Damage.pick(kind, damage).apply(scratch.toAscii());
            array.append(JsonBuffer.ascii(bad));
            arrays.countCorrupt(partition);
            market.forgetLastTrade(symbol);
        } else {
            market.write(kind, symbol, timeNs, array);
            arrays.countValid(partition, kind);
            openTrades += kind == Kind.TRADE ? 1 : 0;
        }
        if (arrays.isFull(partition)) {
            close(partition, sink);
        }
    }

    private void closeAll(ArraySink sink) {
        for (int partition = 0; partition < partitions; partition++) {
            if (!arrays.isEmpty(partition)) {
                close(partition, sink);
            }
        }
    }

    private boolean reached() {
        return wantedTrades > 0 && closedTrades + openTrades == wantedTrades;
    }

    private void close(int partition, ArraySink sink) {
        byte[] array = arrays.close(partition);
        ArrayTally tally = arrays.tally(partition);
        arrays.clear(partition);
        openTrades -= tally.trades();
        if (corrupt > 0 && damage.nextInt(SOUND_ARRAYS_PER_BROKEN) == 0) {
            byte[] broken = ArrayDamage.pick(damage).apply(array, damage);
            sink.accept(partition, broken, ArrayTally.BROKEN);
            for (int symbol = 0; symbol < partitionOf.length; symbol++) {
                if (partitionOf[symbol] == partition) {
                    market.forgetLastTrade(symbol);
                }
            }
        } else {
            closedTrades += tally.trades();
            sink.accept(partition, array, tally);
        }
    }
}
