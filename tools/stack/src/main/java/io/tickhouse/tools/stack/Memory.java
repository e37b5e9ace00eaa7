package io.tickhouse.tools.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Memory of running processes. */
final class Memory {

    private Memory() {}

    /** Resident memory in MiB; empty if the system has no /proc. */
    static OptionalLong residentMb(long pid) {
        Path file = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.isReadable(file)) {
            return OptionalLong.empty();
        }
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst();
        } catch (IOException e) {
            // The process ended between the two calls.
            return OptionalLong.empty();
        }
    }
}
