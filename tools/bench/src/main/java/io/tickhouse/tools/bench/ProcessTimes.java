package io.tickhouse.tools.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * CPU time of a process with all its threads, including ended ones.
 *
 * @param own seconds, user and system
 * @param children seconds of the children that have ended and were waited for
 */
record ProcessTimes(double own, double children) {

    // The unit of /proc on every Linux (USER_HZ).
    private static final double TICKS_PER_SECOND = 100;
    // Counted after the name, which may itself contain blanks and brackets: utime is field 14 of
    // all.
    private static final int UTIME = 11;
    private static final int STIME = 12;
    private static final int CUTIME = 13;
    private static final int CSTIME = 14;

    /** Times of a living process; empty if there is no process with this id. */
    static Optional<ProcessTimes> of(long pid) {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        if (Files.isReadable(stat)) {
            try {
                return Optional.of(parse(Files.readString(stat, StandardCharsets.ISO_8859_1)));
            } catch (IOException e) {
                return Optional.empty(); // it ended between the two calls
            }
        }
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .map(cpu -> new ProcessTimes(cpu.toNanos() / 1e9, 0));
    }

    /**
     * Parses the text of {@code /proc/PID/stat}.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    static ProcessTimes parse(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        if (fields.length <= CSTIME) {
            throw new IllegalArgumentException("No line of /proc/PID/stat: " + stat);
        }
        return new ProcessTimes(
                seconds(fields[UTIME]) + seconds(fields[STIME]),
                seconds(fields[CUTIME]) + seconds(fields[CSTIME]));
    }

    private static double seconds(String ticks) {
        return Long.parseLong(ticks) / TICKS_PER_SECOND;
    }

    /** Highest resident memory so far in bytes; empty if the system does not tell. */
    static OptionalLong peakResidentBytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty(); // it has ended, or this is not Linux
        }
    }
}
