package io.tickhouse.tools.bench;

import io.tickhouse.tools.JavaProgram;
import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * A fixed piece of work that shows whether the machine is as fast as before and not shared. It is
 * SHA-256 over 200 MB, on the core of the process under test.
 */
final class Calibration {

    /** How far from the median a loop may be for a round to count as undisturbed. */
    static final double TOLERANCE = 0.05;

    /**
     * How much longer than its CPU time a loop may take. If it takes longer, others used the core
     * too.
     */
    static final double SHARED = 1.1;

    private static final int BLOCK = 1 << 20;
    private static final int BLOCKS = 200;
    private static final int REPEATS = 3;

    private final BenchStack stack;
    private final List<Loop> loops = new ArrayList<>();

    Calibration(BenchStack stack) {
        this.stack = stack;
    }

    /**
     * One run of the loop.
     *
     * @param cpuSeconds of its thread
     * @param elapsedSeconds by the clock
     */
    record Loop(double cpuSeconds, double elapsedSeconds) {}

    /** Runs the loop in its own process. */
    Loop measure() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(stack.cores().prefix());
        command.add(JavaProgram.path());
        String classPath = System.getProperty("java.class.path");
        command.addAll(List.of("-XX:+UseSerialGC", "-cp", classPath, Calibration.class.getName()));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String out =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw UserError.failed("The calibration loop does not run.");
        }
        String[] seconds = out.split(" ", 2);
        Loop measured = new Loop(Double.parseDouble(seconds[0]), Double.parseDouble(seconds[1]));
        loops.add(measured);
        return measured;
    }

    /** Whether the machine was slower or faster than usual in this run, or shared. */
    boolean isOff(Loop measured) {
        return isOff(measured, cpuSeconds().median());
    }

    static boolean isOff(Loop measured, double medianCpuSeconds) {
        return Math.abs(measured.cpuSeconds() / medianCpuSeconds - 1) > TOLERANCE
                || measured.elapsedSeconds() > SHARED * measured.cpuSeconds();
    }

    /** CPU seconds of all loops of the run. */
    Spread cpuSeconds() {
        return Spread.of(loops.stream().map(Loop::cpuSeconds).toList()).orElseThrow();
    }

    /** Prints the CPU seconds and the elapsed seconds of one loop, each the median of several. */
    public static void main(String[] args) throws NoSuchAlgorithmException {
        byte[] block = new byte[BLOCK];
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        List<Double> cpu = new ArrayList<>();
        List<Double> elapsed = new ArrayList<>();
        for (int repeat = 0; repeat <= REPEATS; repeat++) {
            long cpuBefore = threads.getCurrentThreadCpuTime();
            long before = System.nanoTime();
            for (int i = 0; i < BLOCKS; i++) {
                digest.update(block);
            }
            // The first repetition warms up the compiler.
            if (repeat > 0) {
                cpu.add((threads.getCurrentThreadCpuTime() - cpuBefore) / 1e9);
                elapsed.add((System.nanoTime() - before) / 1e9);
            }
        }
        System.out.println(
                Spread.of(cpu).orElseThrow().median()
                        + " "
                        + Spread.of(elapsed).orElseThrow().median());
    }
}
