package io.tickhouse.tools.bench;

import java.io.IOException;
import java.nio.file.Path;

/** A contender at work. One thread uses it. */
interface Running extends AutoCloseable {

    /** The process under test: the TaskManager, or the JVM of the loop or of Streams. */
    long pid();

    /** Consumer group whose committed offsets show its progress. */
    String group();

    /**
     * Whether it has come to its end, all of it committed.
     *
     * @throws io.tickhouse.tools.UserError if it ended in another way, killed ones excepted
     */
    boolean finished() throws IOException;

    /**
     * CPU time that the process under test has used since its start, user and system, in seconds;
     * all of it once the process has ended. After a {@link #restart} it begins anew.
     */
    double cpuSeconds() throws IOException;

    /** What the JVM under test logs of its collector; complete after {@link #close}. */
    Path gcLog();

    /** Ends the process under test without notice (SIGKILL) and returns when it is gone. */
    void kill() throws IOException, InterruptedException;

    /** Brings it back as its supervisor would. */
    void restart() throws IOException, InterruptedException;

    /** Ends it and its process; no harm if it has ended. */
    @Override
    void close() throws IOException;
}
