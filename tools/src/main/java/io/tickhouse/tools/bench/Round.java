package io.tickhouse.tools.bench;

import java.time.Duration;

/**
 * What a contender is started for.
 *
 * @param rawTopic where it reads, from the beginning
 * @param outputs name that no other round has: the topic of its trades, the table of its trades and
 *     the consumer group are called so; lower-case letters, digits and underscores
 * @param interval of checkpoints or commits
 * @param delivery to its topics
 * @param untilEnd whether it may end by itself at what is the end of the raw topic now; a contender
 *     that cannot goes on and is stopped
 */
record Round(
        String rawTopic, String outputs, Duration interval, Delivery delivery, boolean untilEnd) {

    /** Iceberg table of the trades, without the catalog's name. */
    String table() {
        return BenchStack.NAMESPACE + "." + outputs;
    }
}
