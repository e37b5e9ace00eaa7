package io.tickhouse.tools.feed;

/** Takes the arrays of a feed. Those of one partition come in order. */
@FunctionalInterface
interface ArraySink {

    void accept(int partition, byte[] array, ArrayTally tally);
}
