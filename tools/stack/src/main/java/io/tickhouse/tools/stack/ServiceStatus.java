package io.tickhouse.tools.stack;

import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The status of a service.
 *
 * @param name of the service
 * @param state what was found
 * @param pid process id while it lives
 * @param ports ports by name, the main port first
 * @param memoryMb resident memory in MiB, if the system tells
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
        /** The process lives but does not serve: it is starting, or hangs. */
        NOT_ANSWERING,
        /** It was started and has ended without being stopped. */
        DIED,
        /** It was not started, or was stopped. */
        STOPPED
    }

    /** Whether it serves. */
    public boolean up() {
        return state == State.UP;
    }
}
