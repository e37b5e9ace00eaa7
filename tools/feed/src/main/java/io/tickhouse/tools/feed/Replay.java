package io.tickhouse.tools.feed;

import io.tickhouse.tools.feed.file.Element;
import io.tickhouse.tools.feed.file.ElementReader;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/**
 * Plays the messages of a file into arrays, each symbol to one partition and in order. The pace is
 * that of the messages' own times, or as fast as possible.
 */
final class Replay {

    /** The speed that never waits. */
    static final double MAX = Double.POSITIVE_INFINITY;

    // Messages due this soon go with those due now: a sleep costs more than it smooths out.
    private static final long SLICE_NANOS = 5_000_000;

    // About a century in nanoseconds, so that a sum with it does not overflow.
    private static final double LONGEST_WAIT = 3.2e18;
    // A broker accepts 1 MB by default. A single message may be larger than that.
    private static final int LONGEST_ARRAY = 1_000_000;

    private final ElementReader reader;
    private final ArraySink sink;
    private final Waiting clock;
    private final BooleanSupplier stopped;
    private final int partitions;
    private final int batchSize;
    private final double speed;
    private final ArraySplitter arrays;

    private boolean started;
    private long firstTime;
    private long firstClock;
    private int pending;

    /**
     * @param batchSize messages per batch; a batch is one array per partition it touches
     * @param speed seconds of the file per second, or {@link #MAX}
     */
    Replay(
            ElementReader reader,
            ArraySink sink,
            Waiting clock,
            BooleanSupplier stopped,
            int partitions,
            int batchSize,
            double speed) {
        this.reader = reader;
        this.sink = sink;
        this.clock = clock;
        this.stopped = stopped;
        this.partitions = partitions;
        this.batchSize = batchSize;
        this.speed = speed;
        this.arrays = new ArraySplitter(partitions);
    }

    /** Plays to the end of the file, or until stopped. All messages read by then are sent. */
    void run() throws IOException {
        try {
            Element element = reader.next();
            while (element != null && awaitTurn(element)) {
                add(element);
                element = stopped.getAsBoolean() ? null : reader.next();
            }
        } finally {
            flush();
        }
    }

    /** Returns false if stopped before the message was due. */
    private boolean awaitTurn(Element element) {
        // A message that has no time or is late goes at once, in the order of the file.
        if (speed != MAX && element.timeNs() >= 0) {
            if (!started) {
                started = true;
                firstTime = element.timeNs();
                firstClock = clock.nanoTime();
            }
            double wait = (element.timeNs() - firstTime) / speed;
            long due = firstClock + (long) Math.min(wait, LONGEST_WAIT);
            if (due - clock.nanoTime() > SLICE_NANOS) {
                flush();
                clock.until(due);
            }
        }
        return !stopped.getAsBoolean();
    }

    private void add(Element element) {
        int partition = SymbolPartition.of(element.symbol(), partitions);
        if (!arrays.fits(partition, element.json().length, LONGEST_ARRAY)) {
            close(partition);
        }
        arrays.open(partition).append(element.json());
        if (element.kind() == null) {
            arrays.countOther(partition);
        } else {
            arrays.countValid(partition, element.kind());
        }
        pending++;
        if (arrays.isFull(partition)) {
            close(partition);
        }
        if (pending >= batchSize) {
            flush();
        }
    }

    private void flush() {
        for (int partition = 0; partition < partitions; partition++) {
            if (!arrays.isEmpty(partition)) {
                close(partition);
            }
        }
        pending = 0;
    }

    private void close(int partition) {
        byte[] array = arrays.close(partition);
        ArrayTally tally = arrays.tally(partition);
        arrays.clear(partition);
        sink.accept(partition, array, tally);
    }
}
