package io.tickhouse.tools.demo;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The table that shows how trades arrive while a feed runs. */
final class Arrivals {

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final DemoFeed feed;
    private final Counts counts;
    private final long start;
    private boolean inIceberg;
    private boolean inPinot;

    /**
     * @param start of the demo, as {@link System#nanoTime} tells it
     */
    Arrivals(DemoFeed feed, Counts counts, long start) {
        this.feed = feed;
        this.counts = counts;
        this.start = start;
    }

    /**
     * Runs the feed until it ends or Ctrl-C is pressed, and regularly prints a line, the last one
     * at the end. What ended the feed too early is thrown.
     */
    void show(CtrlC ctrlC) throws InterruptedException {
        CompletableFuture<Void> running = CompletableFuture.runAsync(feed::run);
        CompletableFuture<Object> over = CompletableFuture.anyOf(running, ctrlC.pressed());
        System.err.printf(
                "%8s %10s %12s %12s %12s %10s%n",
                "seconds", "arrays", "trades", "in Iceberg", "in Pinot", "age");
        while (!isDoneWithin(PAUSE, over)) {
            print();
        }
        if (ctrlC.wasPressed()) {
            feed.stop();
        }
        try {
            running.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
        print();
    }

    private static boolean isDoneWithin(Duration time, CompletableFuture<?> work)
            throws InterruptedException {
        try {
            work.get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (ExecutionException failed) {
            return true;
        }
    }

    private void print() {
        double seconds = (System.nanoTime() - start) / 1e9;
        long iceberg = counts.iceberg();
        long pinot = counts.pinot();
        System.err.printf(
                "%7.0fs %,10d %,12d %,12d %,12d %10s%n",
                seconds, feed.arrays(), feed.trades(), iceberg, pinot, counts.age());
        if (!inIceberg && iceberg > 0) {
            inIceberg = true;
            System.err.printf("First rows in Iceberg after %.0f s.%n", seconds);
        }
        if (!inPinot && pinot > 0) {
            inPinot = true;
            System.err.printf("First rows in Pinot after %.0f s.%n", seconds);
        }
    }
}
