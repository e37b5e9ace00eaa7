package io.tickhouse.tools.feed;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C stop what a command does between {@link #install} and {@link #remove}, so that the
 * command can still clean up and print its summary.
 */
public final class OnCtrlC {

    // Slightly longer than a stopped feed waits for Kafka.
    private static final Duration FEED_PATIENCE = Duration.ofSeconds(15);

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;

    private OnCtrlC(Runnable stop, Duration patience, String late) {
        hook =
                new Thread(
                        () -> {
                            stop.run();
                            awaitEnd(patience, late);
                        },
                        "stop");
    }

    static OnCtrlC install(Runnable stop) {
        return install(
                stop, FEED_PATIENCE, "Kafka does not answer; what was under way may be lost.");
    }

    /**
     * Begins to listen.
     *
     * @param patience how long the command may take to its end
     * @param late what to say if it takes longer
     */
    public static OnCtrlC install(Runnable stop, Duration patience, String late) {
        OnCtrlC onCtrlC = new OnCtrlC(stop, patience, late);
        Runtime.getRuntime().addShutdownHook(onCtrlC.hook);
        return onCtrlC;
    }

    private void awaitEnd(Duration patience, String late) {
        try {
            if (!ended.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println(late);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells the hook that the command has printed its summary. */
    public void remove() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook itself ended the command.
            return;
        }
    }
}
