package io.tickhouse.tools.stack;

import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How a service is.
 *
 * @param name of the service
 * @param state what was found
 * @param pid of its process while it lives
 * @param ports what listens where, the main port first
 * @param memoryMb resident memory in MiB, where the system tells
 * @param log its log file
 */
public record ServiceStatus(
        String name,
        State state,
        OptionalLong pid,
        Map<String, Integer> ports,
        OptionalLong memoryMb,
        Path log) {

    /** What was found. */
    public enum State {
        /** It serves. */
        UP,
        /** The process lives and does not serve: it is starting, or hangs. */
        NOT_ANSWERING,
        /** It was started and is gone without having been stopped. */
        DIED,
        /** It was not started, or was stopped. */
        STOPPED
    }

    /** Whether it serves. */
    public boolean up() {
        return state == State.UP;
    }
}
