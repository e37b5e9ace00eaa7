package io.tickhouse.tools.feed;

import java.time.Duration;

/** Counts what Kafka has acknowledged so far. Safe for use by several threads. */
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

    /** Why the first failed array failed; null if none has. */
    synchronized Exception firstFailure() {
        return firstFailure;
    }

    /** Elements that are not a trade, quote or bar. */
    synchronized long other() {
        return other;
    }

    synchronized Generation.Result result(Duration elapsed) {
        return new Generation.Result(
                arrays, trades, quotes, bars, corruptElements, corruptArrays, failedSends, elapsed);
    }
}
