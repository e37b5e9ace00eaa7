package io.tickhouse.tools.feed;

import java.time.Duration;

/** What Kafka has acknowledged so far. Safe to write and read from any thread. */
final class Counters {

    private long arrays;
    private long trades;
    private long quotes;
    private long bars;
    private long other;
    private long corruptElements;
    private long corruptArrays;
    private long failedSends;
    private Exception firstFailure;

    synchronized void delivered(ArrayTally tally) {
        arrays++;
        trades += tally.trades();
        quotes += tally.quotes();
        bars += tally.bars();
        other += tally.other();
        corruptElements += tally.corruptElements();
        corruptArrays += tally.corruptArrays();
    }

    synchronized void failed(Exception failure) {
        failedSends++;
        if (firstFailure == null) {
            firstFailure = failure;
        }
    }

    /** Why the first array that failed did so; null while none has. */
    synchronized Exception firstFailure() {
        return firstFailure;
    }

    /** Elements that are no trade, quote or bar. */
    synchronized long other() {
        return other;
    }

    synchronized Generation.Result result(Duration elapsed) {
        return new Generation.Result(
                arrays, trades, quotes, bars, corruptElements, corruptArrays, failedSends, elapsed);
    }
}
