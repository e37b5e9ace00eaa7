package io.tickhouse.tools.bench;

import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * The same work every time, to tell whether the machine is as fast as it was: SHA-256 over 200 MB,
 * on the core of the process under test. What is compared is CPU time, as in the headline.
 */
final class Calibration {

    /** How far from the median a loop may be before a round does not count as undisturbed. */
    static final double TOLERANCE = 0.05;

    private static final int BLOCK = 1 << 20;
    private static final int BLOCKS = 200;
    private static final int REPEATS = 3;

    private final BenchStack stack;
    private final List<Double> seconds = new ArrayList<>();

    Calibration(BenchStack stack) {
        this.stack = stack;
    }

    /** Runs the loop in a process of its own and returns its CPU seconds. */
    double measure() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(stack.cores().prefix());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-cp", classes(), Calibration.class.getName()));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String out =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw UserError.failed("The calibration loop does not run.");
        }
        double measured = Double.parseDouble(out);
        seconds.add(measured);
        return measured;
    }

    /** Whether this is further from the median of all so far than is tolerated. */
    boolean isOff(double measured) {
        double median = Spread.of(seconds).orElseThrow().median();
        return Math.abs(measured / median - 1) > TOLERANCE;
    }

    /** All of the run. */
    Spread spread() {
        return Spread.of(seconds).orElseThrow();
    }

    private static String classes() {
        URL location = Calibration.class.getProtectionDomain().getCodeSource().getLocation();
        return Path.of(URI.create(location.toString())).toString();
    }

    /** Prints the CPU seconds of one loop, the median of some. */
    public static void main(String[] args) throws NoSuchAlgorithmException {
        byte[] block = new byte[BLOCK];
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        List<Double> loops = new ArrayList<>();
        for (int repeat = 0; repeat <= REPEATS; repeat++) {
            long before = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < BLOCKS; i++) {
                digest.update(block);
            }
            // The first one is for the compiler.
            if (repeat > 0) {
                loops.add((threads.getCurrentThreadCpuTime() - before) / 1e9);
            }
        }
        System.out.println(Spread.of(loops).orElseThrow().median());
    }
}
