package io.tickhouse.model.analytics;

import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * A line of the gap ledger: a time of which trades may be missing. A later line of the same id
 * replaces an earlier one.
 *
 * @param id unique among gaps
 * @param fromMs first event time that may be missing, epoch milliseconds
 * @param toMs last event time that may be missing, epoch milliseconds
 * @param symbols those that may lack trades, in ascending order; all symbols if it is empty
 */
public record Gap(String id, long fromMs, long toMs, List<String> symbols, State state)
        implements Serializable {

    /** How long after its end a gap is remembered, in event time, if no row is known to need it. */
    public static final Duration KEPT = Duration.ofDays(8);

    private static final long serialVersionUID = 1L;

    /** What has become of a gap. */
    public enum State {
        /** Its trades may still come. */
        OPEN,
        /** All its trades are sent, but need not have come here yet. */
        REPAIRED,
        /** Its trades do not come. */
        UNREPAIRABLE
    }

    public Gap {
        symbols = symbols.stream().sorted().toList();
    }

    /** Whether trades of the symbol may be missing. */
    public boolean concerns(String symbol) {
        return symbols.isEmpty() || Collections.binarySearch(symbols, symbol) >= 0;
    }
}
