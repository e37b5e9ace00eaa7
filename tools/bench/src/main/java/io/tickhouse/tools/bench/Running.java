package io.tickhouse.tools.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** A running contender. One thread uses it. */
interface Running extends AutoCloseable {

    /** The process under test: the TaskManager, or the JVM of the loop or of Streams. */
    long pid();

    /** Consumer group whose committed offsets show its progress. */
    String group();

    /**
     * Whether it has ended with everything committed.
     *
     * @throws io.tickhouse.tools.UserError if it ended in another way, except by a kill
     */
    boolean finished() throws IOException;

    /**
     * CPU time of the process under test since its start, user and system, in seconds. It is
     * complete once the process has ended, and starts at zero after a {@link #restart}.
     */
    double cpuSeconds() throws IOException;

    /** Bytes of the largest state that it has saved; empty if it saves none. */
    OptionalLong stateBytes() throws IOException;

    /** The garbage collector's log of the JVM under test; complete after {@link #close}. */
    Path gcLog();

    /** Kills the process under test without notice (SIGKILL) and returns when it is gone. */
    void kill() throws IOException, InterruptedException;

    /** Restarts it as its supervisor would. */
    void restart() throws IOException, InterruptedException;

    /** Ends it and its process. Does nothing if it has ended. */
    @Override
    void close() throws IOException;
}
