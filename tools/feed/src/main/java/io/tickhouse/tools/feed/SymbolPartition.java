package io.tickhouse.tools.feed;

import org.apache.kafka.common.utils.Utils;

/** The partition of a symbol's messages: the one that Kafka chooses for such a key. */
final class SymbolPartition {

    private SymbolPartition() {}

    static int of(byte[] symbol, int partitions) {
        return Utils.toPositive(Utils.murmur2(symbol)) % partitions;
    }
}
