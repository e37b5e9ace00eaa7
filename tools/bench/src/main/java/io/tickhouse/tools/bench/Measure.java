package io.tickhouse.tools.bench;

import java.util.Locale;

/** What the bench can measure. */
enum Measure {
    /** Cost and speed over a backlog. */
    THROUGHPUT,
    /** Time from an event until it can be read, at a fixed rate. */
    LATENCY,
    /** Time from a kill until rows come again, at a fixed rate. */
    RECOVERY,
    /** Cost of bars and windows, over a backlog of flattened trades. */
    ANALYTICS;

    /** The name on the command line. */
    String option() {
        return name().toLowerCase(Locale.ROOT);
    }
}
