package io.tickhouse.tools.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Prints the newest bars whenever they are other ones, until it is ended. */
final class BarLines {

    /** Longer than a look takes. */
    private static final Duration LAST_LOOK = Duration.ofMinutes(1);

    private final Supplier<String> newest;
    private final Duration pause;
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Thread thread = new Thread(this::look, "demo-bars");

    private BarLines(Supplier<String> newest, Duration pause) {
        this.newest = newest;
        this.pause = pause;
    }

    /**
     * Begins to look.
     *
     * @param newest a line; empty if there is nothing to print
     * @param pause from one look to the next
     */
    static BarLines begin(Supplier<String> newest, Duration pause) {
        BarLines lines = new BarLines(newest, pause);
        lines.thread.setDaemon(true);
        lines.thread.start();
        return lines;
    }

    private void look() {
        String printed = "";
        try {
            boolean last;
            do {
                last = ending.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                String line = newest.get();
                if (!line.isEmpty() && !line.equals(printed)) {
                    System.err.println(line);
                    printed = line;
                }
            } while (!last);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks for the last time, and returns when that is done. */
    void end() {
        ending.countDown();
        try {
            thread.join(LAST_LOOK.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
