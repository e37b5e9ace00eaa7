package io.tickhouse.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The garbage collector's log of a JVM. It has at most a few lines a second, and no agent is needed
 * in the process under test. The allocated bytes are the growth of the heap between two
 * collections, so threads that have ended are included.
 *
 * @param allocatedBytes from the start of the JVM to its end, or to its last collection if it was
 *     killed. Each collection rounds to a megabyte
 * @param pauseMillis sum of the pauses; concurrent work of the collector shows only in the CPU time
 * @param collections number of pauses
 */
record GcLog(long allocatedBytes, double pauseMillis, int collections) {

    private static final Pattern PAUSE =
            Pattern.compile("Pause .* (\\d+)([KMG])->(\\d+)([KMG])\\(\\d+[KMG]\\) ([\\d.]+)ms");
    private static final Pattern AT_EXIT =
            Pattern.compile(
                    "(?:garbage-first heap|def new generation|tenured generation) .*used (\\d+)K");

    /** Log file of a round's JVM. */
    static Path file(BenchStack stack, Round round) throws IOException {
        return Files.createDirectories(stack.home().resolve("bench"))
                .resolve(round.outputs() + "-gc.log");
    }

    /** Option for the JVM under test. */
    static String option(Path file) {
        return "-Xlog:gc,gc+heap+exit:file=" + file + ":uptime:filecount=0";
    }

    static GcLog read(Path file) throws IOException {
        return parse(Files.exists(file) ? Files.readAllLines(file) : List.of());
    }

    static GcLog parse(List<String> lines) {
        long allocated = 0;
        long left = 0;
        long atExit = 0;
        double pauses = 0;
        int collections = 0;
        for (String line : lines) {
            Matcher pause = PAUSE.matcher(line);
            if (pause.find()) {
                allocated += Math.max(0, bytes(pause.group(1), pause.group(2)) - left);
                left = bytes(pause.group(3), pause.group(4));
                pauses += Double.parseDouble(pause.group(5));
                collections++;
                continue;
            }
            Matcher exit = AT_EXIT.matcher(line);
            if (exit.find()) {
                atExit += bytes(exit.group(1), "K");
            }
        }
        return new GcLog(allocated + Math.max(0, atExit - left), pauses, collections);
    }

    private static long bytes(String number, String unit) {
        int shift =
                switch (unit) {
                    case "K" -> 10;
                    case "M" -> 20;
                    default -> 30;
                };
        return Long.parseLong(number) << shift;
    }
}
