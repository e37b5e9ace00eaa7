package io.tickhouse.tools.demo;

import io.tickhouse.tools.Endpoints;
import java.io.IOException;
import java.util.List;

/** What a demo plays on: services that were started before it is asked. */
interface Stage extends AutoCloseable {

    /** Begins to restart services that die. */
    void watch();

    /** Whether a job with this name runs. */
    boolean runs(String job) throws IOException;

    /** Whether the job with these arguments could go on where an earlier one ended. */
    boolean hasState(String job, List<String> arguments) throws IOException;

    /** Counts from now on. */
    Counts counts();

    /** A feed of the raw topic that has not begun. */
    DemoFeed feed() throws IOException, InterruptedException;

    /** The newest bars of a minute, in a line; empty without any. */
    String newestBars();

    /** Bad elements in the dead-letter topic, as a committed reader sees it. */
    long deadLetters();

    Endpoints endpoints();

    /** Ends the watch, with all services back. */
    @Override
    void close();
}
