package io.tickhouse.tools.feed;

/** Takes the arrays of a feed; those of one partition in order. */
@FunctionalInterface
interface ArraySink {

    void accept(int partition, byte[] array, ArrayTally tally);
}
