package io.tickhouse.tools.feed;

import org.apache.kafka.common.utils.Utils;

/** Where the messages of a symbol go: all to one partition, the one Kafka gives to such a key. */
final class SymbolPartition {

    private SymbolPartition() {}

    static int of(byte[] symbol, int partitions) {
        return Utils.toPositive(Utils.murmur2(symbol)) % partitions;
    }
}
