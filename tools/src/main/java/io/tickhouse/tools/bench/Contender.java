package io.tickhouse.tools.bench;

import java.io.IOException;
import java.util.Map;

/** One way to do the work, started afresh for each round in a process of its own. */
interface Contender {

    /** What does the work: loop, flink, streams, flink-sql or flink-sql-explode. */
    String engine();

    Leg leg();

    /** As on the command line and in the results: engine and leg, such as flink-kafka. */
    default String name() {
        return engine() + "-" + leg().option();
    }

    /** Whether it ends at the end of the backlog, with all of it committed; else it goes on. */
    boolean endsByItself();

    /** The process that {@link Running#kill} ends, in words. */
    String killed();

    /** What decides how soon it is back after a kill: settings as they are in force, by name. */
    Map<String, String> recoverySettings(Round round);

    /**
     * Starts it and returns when it is under way.
     *
     * @throws io.tickhouse.tools.UserError when it does not start
     */
    Running start(Round round) throws IOException, InterruptedException;
}
