package io.tickhouse.tools.compare;

import io.tickhouse.tools.audit.Coordinate;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Dead letters whose element has several faults, so that the rule lets them name any one. The
 * oracle finds them and the sides compared with it ask for them, so the oracle reads first.
 *
 * <p>Memory: about 100 bytes for each such element; a feed has few.
 */
final class OpenReasons {

    private final Map<Coordinate, Set<String>> open = new HashMap<>();

    /** Remembers the reasons that the rule permits, and returns their common form for all sides. */
    String admit(Coordinate source, Set<String> reasons) {
        if (reasons.size() > 1) {
            open.put(source, reasons);
        }
        return written(reasons);
    }

    /**
     * The common form of a dead letter's reason, so that all permitted reasons compare as equal.
     */
    String settle(Coordinate source, String reason) {
        Set<String> admitted = open.getOrDefault(source, Set.of());
        return admitted.contains(reason) ? written(admitted) : reason;
    }

    private static String written(Set<String> reasons) {
        return String.join(" or ", new TreeSet<>(reasons));
    }
}
