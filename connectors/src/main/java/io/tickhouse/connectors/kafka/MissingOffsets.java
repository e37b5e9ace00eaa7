package io.tickhouse.connectors.kafka;

/** What to do where Kafka no longer has the offset that a partition is to be read from. */
public enum MissingOffsets {
    /** Fail, and say which offsets are gone. */
    FAIL,

    /** Go on with the oldest that is left, and say in the log which offsets are left out. */
    EARLIEST
}
