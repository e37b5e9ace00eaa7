package io.tickhouse.tools.feed;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Between {@link #install} and {@link #remove}, Ctrl-C ends the feed and lets the command print its
 * end.
 */
final class OnCtrlC {

    // A little over what a stopped feed waits for Kafka.
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

    /** Says that the command has printed its end. */
    void remove() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is what ended the feed.
            return;
        }
    }
}
