package io.tickhouse.tools.bench;

import java.io.IOException;

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

    /**
     * Starts it and returns when it is under way.
     *
     * @throws io.tickhouse.tools.UserError when it does not start
     */
    Running start(Round round) throws IOException, InterruptedException;
}
