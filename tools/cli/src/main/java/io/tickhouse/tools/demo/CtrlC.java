package io.tickhouse.tools.demo;

import io.tickhouse.tools.feed.OnCtrlC;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;

/**
 * Ctrl-C ends the feed of a demo and not the demo: the JVM waits until the demo has proven what it
 * did. May be asked from any thread.
 */
final class CtrlC implements AutoCloseable {

    private final CompletableFuture<Void> pressed = new CompletableFuture<>();
    private volatile OnCtrlC listening;
    private volatile boolean mayEnd;

    /**
     * Begins to listen.
     *
     * @param patience how long a demo may take to its end
     */
    void listen(Duration patience) {
        listening =
                OnCtrlC.install(
                        () -> {
                            press();
                            if (mayEnd) {
                                close();
                            }
                        },
                        patience,
                        "The demo does not come to its end; ./tickhouse audit proves what it did.");
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

    /** Tells that the demo is over. */
    @Override
    public void close() {
        OnCtrlC installed = listening;
        if (installed != null) {
            installed.remove();
        }
    }
}
