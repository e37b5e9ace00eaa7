package io.tickhouse.tools.compare;

import io.tickhouse.tools.audit.Coordinate;
import io.tickhouse.tools.compare.Difference.Finding;
import io.tickhouse.tools.compare.Difference.What;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Checks the order of a topic. Each symbol, which is the key of a row, is in one partition. Its
 * rows there follow the order of their coordinates within each source partition.
 *
 * <p>Across source partitions no order is promised: only a foreign producer spreads a symbol.
 *
 * <p>Memory: about 200 bytes for each symbol and source partition.
 */
final class SymbolOrder {

    private static final byte[] NO_KEY = {};

    private static final class Symbol {
        final int home;
        final BitSet elsewhere = new BitSet(0);
        final Map<Integer, Coordinate> last = new HashMap<>(4);

        Symbol(int home) {
            this.home = home;
        }
    }

    private final String side;
    private final Map<ByteBuffer, Symbol> symbols = new HashMap<>();
    private long late;
    private long elsewhere;

    SymbolOrder(String side) {
        this.side = side;
    }

    /**
     * What is wrong with the place of the row. A second partition of a symbol is reported once, at
     * its first row.
     */
    Optional<Finding> next(Row row) {
        byte[] key = row.key == null ? NO_KEY : row.key;
        Symbol symbol =
                symbols.computeIfAbsent(ByteBuffer.wrap(key), k -> new Symbol(row.partition));
        if (symbol.home != row.partition) {
            elsewhere++;
            if (symbol.elsewhere.get(row.partition)) {
                return Optional.empty();
            }
            symbol.elsewhere.set(row.partition);
            return Optional.of(
                    new Finding(
                            What.SECOND_PARTITION,
                            side,
                            "partition "
                                    + row.partition
                                    + ", the symbol is also in "
                                    + symbol.home));
        }
        Coordinate last = symbol.last.get(row.source.partition());
        if (last != null && row.source.compareTo(last) <= 0) {
            late++;
            return Optional.of(
                    new Finding(What.OUT_OF_ORDER, side, "after " + last + " of the same symbol"));
        }
        symbol.last.put(row.source.partition(), row.source);
        return Optional.empty();
    }

    int symbols() {
        return symbols.size();
    }

    /** Rows that come after a row of the same or a later coordinate. */
    long late() {
        return late;
    }

    /** Rows in another partition than the first one of their symbol. */
    long elsewhere() {
        return elsewhere;
    }
}
