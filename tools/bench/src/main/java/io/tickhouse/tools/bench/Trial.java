package io.tickhouse.tools.bench;

import io.tickhouse.kafka.topics.Delivery;
import java.io.IOException;

/** A measurement of a contender that writes topics, while a feed goes on at a fixed rate. */
interface Trial<R extends LiveResult> {

    /** Partitions of the raw topic. */
    int PARTITIONS = 3;

    /** Symbols of the feed. */
    int SYMBOLS = 500;

    Round round(Contender contender, Delivery delivery);

    /**
     * Runs the contender once.
     *
     * @throws io.tickhouse.tools.UserError if it fails for another reason than the trial itself, or
     *     if the measurement does
     */
    R run(Contender contender, Round round) throws IOException, InterruptedException;

    /** The result of a run that failed. */
    R failed(Contender contender, Round round, String failure);
}
