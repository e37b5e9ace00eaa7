package io.tickhouse.tools.demo;

import io.tickhouse.tools.UserError;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Restarts services that die, until it is ended. It looks once more then, so that the last one is
 * back, too.
 */
final class ServiceWatch {

    /** Longer than any service takes to start. */
    private static final Duration HEALING = Duration.ofMinutes(3);

    private final Supplier<List<String>> heal;
    private final Duration pause;
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Thread thread = new Thread(this::look, "demo-watch");

    private ServiceWatch(Supplier<List<String>> heal, Duration pause) {
        this.heal = heal;
        this.pause = pause;
    }

    /**
     * Begins to watch.
     *
     * @param heal restarts what has died and returns its names
     * @param pause from one look to the next
     */
    static ServiceWatch begin(Supplier<List<String>> heal, Duration pause) {
        ServiceWatch watch = new ServiceWatch(heal, pause);
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    private void look() {
        try {
            boolean last;
            do {
                last = ending.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                healOnce();
            } while (!last);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** If healing one service fails, the next look sees all of them again. */
    private void healOnce() {
        try {
            List<String> died = heal.get();
            if (!died.isEmpty()) {
                System.err.println("Had died and is back: " + String.join(", ", died));
            }
        } catch (UserError | UncheckedIOException e) {
            System.err.println(e.getMessage());
        }
    }

    /** Looks for the last time, and returns when that is done. */
    void end() {
        ending.countDown();
        try {
            thread.join(HEALING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
