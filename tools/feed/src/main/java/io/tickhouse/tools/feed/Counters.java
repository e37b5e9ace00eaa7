package io.tickhouse.tools.feed;

import io.tickhouse.model.Kind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Counts what Kafka has acknowledged so far. Safe for use by several threads. */
final class Counters {

    private static final Kind[] KINDS = Kind.values();

    private long arrays;
    private final long[] rows = new long[KINDS.length];
    private long other;
    private long corruptElements;
    private long corruptArrays;
    private long failedSends;
    private Exception firstFailure;

    synchronized void delivered(ArrayTally tally) {
        arrays++;
        for (Kind kind : KINDS) {
            rows[kind.index()] += tally.rows(kind);
        }
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

    /** Elements that are of no kind. */
    synchronized long other() {
        return other;
    }

    synchronized Generation.Result result(Duration elapsed) {
        Map<Kind, Long> byKind = new EnumMap<>(Kind.class);
        for (Kind kind : KINDS) {
            byKind.put(kind, rows[kind.index()]);
        }
        return new Generation.Result(
                arrays, byKind, corruptElements, corruptArrays, failedSends, elapsed);
    }
}
