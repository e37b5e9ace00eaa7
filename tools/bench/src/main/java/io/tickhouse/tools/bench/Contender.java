package io.tickhouse.tools.bench;

import java.io.IOException;
import java.util.Map;

/** One way to do the work. It starts anew for each round in its own process. */
interface Contender {

    /** What it is called. */
    Contenders.Choice choice();

    default String engine() {
        return choice().engine();
    }

    default Leg leg() {
        return choice().leg();
    }

    /** The name on the command line and in the results: engine and leg, such as flink-kafka. */
    default String name() {
        return choice().name();
    }

    /** Whether it ends at the end of the backlog with all of it committed; otherwise it runs on. */
    boolean endsByItself();

    /** The process that {@link Running#kill} ends, in words. */
    String killed();

    /** The settings in force that decide how soon it is back after a kill, by name. */
    Map<String, String> recoverySettings(Round round);

    /**
     * Starts it and returns when it is running.
     *
     * @throws io.tickhouse.tools.UserError if it does not start
     */
    Running start(Round round) throws IOException, InterruptedException;
}
