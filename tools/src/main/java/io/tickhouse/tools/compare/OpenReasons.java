package io.tickhouse.tools.compare;

import io.tickhouse.tools.audit.Coordinate;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The dead letters whose element has several faults, so that the rule lets a dead letter name any
 * one of them. Found by the oracle, and asked by the sides beside it; so the oracle reads first.
 *
 * <p>Memory: about 100 bytes for each such element, of which a feed has few.
 */
final class OpenReasons {

    private final Map<Coordinate, Set<String>> open = new HashMap<>();

    /** Remembers what the rule admits, and returns how it is written on all sides. */
    String admit(Coordinate source, Set<String> reasons) {
        if (reasons.size() > 1) {
            open.put(source, reasons);
        }
        return written(reasons);
    }

    /** How the reason of a dead letter is written, so that all that is admitted is the same. */
    String settle(Coordinate source, String reason) {
        Set<String> admitted = open.getOrDefault(source, Set.of());
        return admitted.contains(reason) ? written(admitted) : reason;
    }

    private static String written(Set<String> reasons) {
        return String.join(" or ", new TreeSet<>(reasons));
    }
}
