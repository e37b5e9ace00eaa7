package io.tickhouse.tools.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Command lines of running processes. */
final class CommandLines {

    private CommandLines() {}

    /** The arguments joined by spaces; empty if the system does not tell. */
    static Optional<String> of(long pid) {
        Path file = Path.of("/proc", Long.toString(pid), "cmdline");
        if (Files.isReadable(file)) {
            try {
                // ProcessHandle gives up on command lines longer than a page.
                byte[] bytes = Files.readAllBytes(file);
                return Optional.of(
                        new String(bytes, StandardCharsets.UTF_8).replace('\0', ' ').strip());
            } catch (IOException e) {
                // The process ended between the two calls.
                return Optional.of("");
            }
        }
        return ProcessHandle.of(pid).flatMap(process -> process.info().commandLine());
    }
}
