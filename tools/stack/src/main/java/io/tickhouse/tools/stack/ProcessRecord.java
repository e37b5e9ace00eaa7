package io.tickhouse.tools.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A started process, as recorded in its pid file. The number alone is not enough: after a reboot it
 * may belong to any process.
 *
 * @param pid process id
 * @param started when it started, according to the system
 * @param mark text that its command line contains
 */
record ProcessRecord(long pid, Instant started, String mark) {

    // The system counts the start in clock ticks since boot, and shifts the boot time when it sets
    // the clock.
    private static final Duration CLOCK_PLAY = Duration.ofSeconds(5);

    private static final int LOOKS = 10;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

    static ProcessRecord of(ProcessHandle process, String mark) {
        return new ProcessRecord(
                process.pid(), process.info().startInstant().orElseGet(Instant::now), mark);
    }

    /** Empty if the file is missing or damaged. The process is then not ours to end. */
    static Optional<ProcessRecord> read(Path file) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (lines.size() != 3 || !lines.get(0).matches("\\d{1,18}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new ProcessRecord(
                            Long.parseLong(lines.get(0)),
                            Instant.parse(lines.get(1)),
                            lines.get(2)));
        } catch (java.time.format.DateTimeParseException e) {
            return Optional.empty();
        }
    }

    void write(Path file) throws IOException {
        Files.write(file, List.of(Long.toString(pid), started.toString(), mark));
    }

    /** The process, while it lives and is the one that was started. */
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isTheSame);
    }

    private boolean isTheSame(ProcessHandle process) {
        Optional<Instant> start = process.info().startInstant();
        if (start.isPresent()
                && Duration.between(started, start.get()).abs().compareTo(CLOCK_PLAY) > 0) {
            return false;
        }
        // While a process becomes another program, its command line is empty or incomplete. It
        // stays empty once the process has ended and its parent has not waited for it.
        Optional<Boolean> marked = isMarked();
        for (int looks = 1; looks < LOOKS && !marked.orElse(true); looks++) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            marked = isMarked();
        }
        return marked.orElse(start.isPresent());
    }

    /** Empty if the system does not tell. */
    private Optional<Boolean> isMarked() {
        return CommandLines.of(pid).map(text -> text.contains(mark));
    }
}
