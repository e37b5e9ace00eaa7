package io.tickhouse.streams;

/** What to do when Kafka no longer has the offset to go on from. */
enum MissingOffsets {
    FAIL,
    EARLIEST
}
