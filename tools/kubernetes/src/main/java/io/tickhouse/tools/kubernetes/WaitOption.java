package io.tickhouse.tools.kubernetes;

import io.tickhouse.tools.UserError;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long a command waits. */
final class WaitOption {

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "How long each step may take (default ${DEFAULT-VALUE}).")
    private long seconds;

    Duration atMost() {
        if (seconds < 1) {
            throw UserError.badUsage("--timeout must be 1 second at least.");
        }
        return Duration.ofSeconds(seconds);
    }
}
