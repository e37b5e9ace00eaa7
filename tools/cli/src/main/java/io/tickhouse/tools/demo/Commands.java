package io.tickhouse.tools.demo;

import io.tickhouse.tools.UserError;
import java.io.IOException;

/** Runs our commands for a demo, and shows each as a user would have typed it. */
interface Commands {

    /** Runs the command and returns its exit code. */
    int run(String... words);

    /** Runs a command that proves something, also after Ctrl-C, and returns its exit code. */
    int prove(String... words) throws IOException, InterruptedException;

    /** What a command needs in addition so that it means this stack, with a blank before it. */
    String option();

    /** Runs a command without which the demo cannot go on. */
    default void require(String... words) {
        if (run(words) != 0) {
            throw UserError.failed("The demo stops here; the line above says why.");
        }
    }
}
