package io.tickhouse.tools.bench;

import java.util.Arrays;

/**
 * Log of what a timed feed has made due, array by array: how many trades, and when. One thread
 * writes, any may read. Memory: 16 bytes for each array.
 */
final class SentLog {

    private static final class Partition {

        private long[] eventTimes = new long[1024];
        private long[] tradesBefore = new long[1024];
        private int arrays;
        private long trades;
    }

    private final Partition[] partitions;

    SentLog(int partitions) {
        this.partitions = new Partition[partitions];
        Arrays.setAll(this.partitions, p -> new Partition());
    }

    int partitions() {
        return partitions.length;
    }

    synchronized void add(int partition, long eventTime, int trades) {
        Partition log = partitions[partition];
        if (log.arrays == log.eventTimes.length) {
            log.eventTimes = Arrays.copyOf(log.eventTimes, log.arrays * 2);
            log.tradesBefore = Arrays.copyOf(log.tradesBefore, log.arrays * 2);
        }
        log.eventTimes[log.arrays] = eventTime;
        log.tradesBefore[log.arrays] = log.trades;
        log.arrays++;
        log.trades += trades;
    }

    synchronized long trades() {
        return Arrays.stream(partitions).mapToLong(log -> log.trades).sum();
    }

    synchronized long trades(int partition) {
        return partitions[partition].trades;
    }

    /** Number of trades whose event time is not before this one. */
    synchronized long tradesFrom(long eventTime) {
        long count = 0;
        for (Partition log : partitions) {
            int found = Arrays.binarySearch(log.eventTimes, 0, log.arrays, eventTime);
            int first = found >= 0 ? found : -found - 1;
            count += first == log.arrays ? 0 : log.trades - log.tradesBefore[first];
        }
        return count;
    }

    /**
     * Records as seen the trades {@code [first, end)} of a partition, counted from 0 in the order
     * of the partition.
     */
    synchronized void seen(int partition, long first, long end, long at, Latencies latencies) {
        Partition log = partitions[partition];
        if (first >= end) {
            return;
        }
        int found = Arrays.binarySearch(log.tradesBefore, 0, log.arrays, first);
        int array = found >= 0 ? found : -found - 2;
        for (long trade = first; trade < end && array < log.arrays; array++) {
            long next = array + 1 < log.arrays ? log.tradesBefore[array + 1] : log.trades;
            long upTo = Math.min(end, next);
            latencies.seen(log.eventTimes[array], at, upTo - trade);
            trade = upTo;
        }
    }
}
