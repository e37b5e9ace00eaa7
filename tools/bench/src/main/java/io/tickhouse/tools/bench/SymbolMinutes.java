package io.tickhouse.tools.bench;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * A set of minutes for each symbol: those that have trades, or those that have a row. Two are equal
 * if they have the same minutes for the same symbols.
 *
 * @param firstMs the first minute that can be in it, epoch milliseconds
 * @param bySymbol minutes after that
 */
record SymbolMinutes(long firstMs, Map<String, BitSet> bySymbol) {

    private static final long MINUTE_MS = 60_000;

    /** An empty set. */
    static SymbolMinutes from(long firstMs) {
        return new SymbolMinutes(firstMs, new HashMap<>());
    }

    /**
     * Adds the minute that a time is in.
     *
     * @param timeMs epoch milliseconds
     * @throws IndexOutOfBoundsException if it is before the first minute
     */
    void add(String symbol, long timeMs) {
        bySymbol.computeIfAbsent(symbol, unused -> new BitSet())
                .set(Math.toIntExact(Math.floorDiv(timeMs - firstMs, MINUTE_MS)));
    }

    /** The ends of all windows of this length that have one of these minutes in them. */
    SymbolMinutes endsOfWindows(int minutes) {
        SymbolMinutes ends = from(firstMs);
        bySymbol.forEach(
                (symbol, all) -> {
                    BitSet in = new BitSet();
                    all.stream().forEach(minute -> in.set(minute + 1, minute + 1 + minutes));
                    ends.bySymbol.put(symbol, in);
                });
        return ends;
    }

    int symbols() {
        return bySymbol.size();
    }

    /** Number of minutes, over all symbols. */
    long count() {
        return bySymbol.values().stream().mapToLong(BitSet::cardinality).sum();
    }
}
