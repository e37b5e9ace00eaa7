package io.tickhouse.tools.feed;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C end the feed between {@link #install} and {@link #remove}, so that the command can
 * still print its summary.
 */
final class OnCtrlC {

    // Slightly longer than a stopped feed waits for Kafka.
    private static final long PATIENCE_SECONDS = 15;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;

    private OnCtrlC(Runnable stop) {
        hook =
                new Thread(
                        () -> {
                            stop.run();
                            awaitEnd();
                        },
                        "feed-stop");
    }

    static OnCtrlC install(Runnable stop) {
        OnCtrlC onCtrlC = new OnCtrlC(stop);
        Runtime.getRuntime().addShutdownHook(onCtrlC.hook);
        return onCtrlC;
    }

    private void awaitEnd() {
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("Kafka does not answer; what was under way may be lost.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells the hook that the command has printed its summary. */
    void remove() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook itself ended the feed.
            return;
        }
    }
}
