package io.tickhouse.tools.bench;

import io.tickhouse.tools.UserError;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A thread that polls until it is told to end. */
final class Lookout implements AutoCloseable {

    /** One poll; may wait inside for news. */
    @FunctionalInterface
    interface Look {
        void look() throws Exception;
    }

    private static final Duration POLL = Duration.ofMillis(20);
    // Longer than a poll: the resource does not close properly in an interrupted thread.
    private static final long CLOSE_MS = 2_000;

    private final Thread thread;
    private volatile boolean ended;
    private volatile Exception failure;

    /**
     * @param resource used by the polls; closed when the thread ends
     */
    Lookout(String name, AutoCloseable resource, Look look) {
        thread = new Thread(() -> run(resource, look), "bench-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run(AutoCloseable resource, Look look) {
        try (resource) {
            while (!ended) {
                look.look();
            }
        } catch (Exception e) {
            if (!ended) {
                failure = e;
            }
        }
    }

    /** Waits until the count is reached, the time is over, or this has failed. */
    void await(LongSupplier count, long wanted, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (count.getAsLong() < wanted && failure == null && System.nanoTime() < deadline) {
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        }
    }

    /** Ends the thread and waits for it. The caller then sees everything that it has written. */
    void end() throws InterruptedException {
        ended = true;
        thread.join(TimeUnit.SECONDS.toMillis(30));
        check();
    }

    /**
     * Throws the exception that has ended the thread, if any.
     *
     * @throws UserError in any case: a measurement without its observer is not valid
     */
    void check() {
        if (failure instanceof UserError error) {
            throw error;
        }
        if (failure != null) {
            throw UserError.failed(
                    "The measurement failed in " + thread.getName() + ": " + failure, failure);
        }
    }

    /** Ends the thread, and interrupts it if it does not end in time. */
    @Override
    public void close() {
        ended = true;
        try {
            thread.join(CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
