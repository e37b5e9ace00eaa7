package io.tickhouse.kafka.topics;

import java.util.Locale;

/** What an engine promises for the topics that it writes. Iceberg is always exactly once. */
public enum Delivery {
    EXACTLY_ONCE,
    /** Rows are visible at once, and may be repeated after a failure. */
    AT_LEAST_ONCE;

    /** The name in the options of all engines: {@code exactly-once}. */
    public String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
