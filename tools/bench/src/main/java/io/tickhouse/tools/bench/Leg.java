package io.tickhouse.tools.bench;

import java.util.Locale;

/** How far a contender takes what it reads. */
enum Leg {
    /** Reads raw records. */
    CONSUME,
    /** Reads and parses them. */
    PARSE,
    /** Writes the flattened topics. */
    KAFKA,
    /** Writes the Iceberg tables. */
    ICEBERG,
    /** Writes both. */
    BOTH,
    /** Reads flattened trades, and writes topics of bars and windows. */
    WINDOWS;

    boolean kafka() {
        return this == KAFKA || this == BOTH || this == WINDOWS;
    }

    boolean iceberg() {
        return this == ICEBERG || this == BOTH;
    }

    String option() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name of a contender: windows are the only thing that such an engine makes. */
    String of(String engine) {
        return this == WINDOWS ? engine : engine + "-" + option();
    }
}
