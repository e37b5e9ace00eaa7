package io.tickhouse.tools.kubernetes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * Where a command runs.
 *
 * @param environment gives variables
 * @param poll how often the state of a cluster is asked for
 * @param grace how long a pod may have a problem that can pass by itself
 */
record Machine(
        Programs programs, UnaryOperator<String> environment, Duration poll, Duration grace) {

    /** This one. */
    static Machine here() {
        Path root = Path.of(System.getProperty("tickhouse.root", ".")).toAbsolutePath().normalize();
        return new Machine(
                Programs.onPath(root),
                System::getenv,
                Duration.ofSeconds(2),
                Duration.ofMinutes(1));
    }

    Path root() {
        return programs.directory();
    }
}
