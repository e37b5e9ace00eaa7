package io.tickhouse.kafka.topics;

/** What to do if Kafka no longer has the offset from which a partition must be read. */
public enum MissingOffsets {
    /** Fail, and say which offsets are gone. */
    FAIL,

    /** Continue with the oldest offset left, and log which offsets are skipped. */
    EARLIEST
}
