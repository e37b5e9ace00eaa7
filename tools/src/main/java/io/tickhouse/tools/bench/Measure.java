package io.tickhouse.tools.bench;

import java.util.Locale;

/** What the bench can measure. */
enum Measure {
    /** Cost and speed over a backlog. */
    THROUGHPUT,
    /** From the event to where it can be read, at a fixed rate. */
    LATENCY,
    /** From a kill to where it goes on, at a fixed rate. */
    RECOVERY;

    /** As on the command line. */
    String option() {
        return name().toLowerCase(Locale.ROOT);
    }
}
