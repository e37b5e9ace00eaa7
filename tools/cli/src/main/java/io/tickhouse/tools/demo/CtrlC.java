package io.tickhouse.tools.demo;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Ctrl-C ends the feed of a demo and not the demo: the JVM waits until the demo has proven what it
 * did. May be asked from any thread.
 */
final class CtrlC implements AutoCloseable {

    private final CompletableFuture<Void> pressed = new CompletableFuture<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean mayEnd;

    /**
     * Begins to listen.
     *
     * @param patience how long a demo may take to its end
     */
    void listen(Duration patience) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> endAfterTheDemo(patience), "demo-finish"));
    }

    /** As if a user had pressed the keys. */
    void press() {
        pressed.complete(null);
    }

    /** Is done when the keys are pressed. */
    CompletableFuture<Void> pressed() {
        return pressed;
    }

    boolean wasPressed() {
        return pressed.isDone();
    }

    /** Does what the JVM need not wait for, because it can be repeated at any time. */
    int mayEnd(IntSupplier work) {
        mayEnd = true;
        try {
            return work.getAsInt();
        } finally {
            mayEnd = false;
        }
    }

    private void endAfterTheDemo(Duration patience) {
        press();
        if (mayEnd) {
            return;
        }
        try {
            done.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells that the demo is over. */
    @Override
    public void close() {
        done.countDown();
    }
}
