package io.tickhouse.tools.bench;

import java.util.Locale;

/** How far a contender takes the raw records. */
enum Leg {
    /** Reads them. */
    CONSUME,
    /** Reads and parses them. */
    PARSE,
    /** Writes the flattened topics. */
    KAFKA,
    /** Writes the Iceberg tables. */
    ICEBERG,
    /** Writes both. */
    BOTH;

    boolean kafka() {
        return this == KAFKA || this == BOTH;
    }

    boolean iceberg() {
        return this == ICEBERG || this == BOTH;
    }

    String option() {
        return name().toLowerCase(Locale.ROOT);
    }
}
