package io.tickhouse.tools.bench;

import io.tickhouse.kafka.topics.Delivery;
import java.time.Duration;

/**
 * A contender's task in a round.
 *
 * @param rawTopic the topic to read, from the beginning
 * @param outputs unique name of the round, used for the topic and the table of its trades and for
 *     the consumer group; lower-case letters, digits and underscores
 * @param interval of checkpoints or commits
 * @param delivery to its topics
 * @param untilEnd whether it may end by itself at the current end of the raw topic; a contender
 *     that cannot do so runs on and is stopped
 */
record Round(
        String rawTopic, String outputs, Duration interval, Delivery delivery, boolean untilEnd) {

    /** The round of a contender in a live trial, under a name of its own. */
    static Round live(String trial, Contender contender, Delivery delivery, Duration interval) {
        String name = trial + "_" + contender.name() + "_" + delivery.option();
        String outputs = name.replace('-', '_');
        return new Round(outputs + "_raw", outputs, interval, delivery, false);
    }

    /** Iceberg table of the trades, without the catalog's name. */
    String table() {
        return BenchStack.NAMESPACE + "." + outputs;
    }
}
