package io.tickhouse.tools.feed;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The clock that paces a feed. Tests supply their own. */
interface Waiting {

    /** Nanoseconds; only differences between two values have a meaning. */
    long nanoTime();

    /**
     * Waits until {@link #nanoTime} reaches this value, or returns early if the feed is stopped.
     */
    void until(long nanoTime);

    /** The real clock. A wait ends early if the latch opens or the thread is interrupted. */
    static Waiting unless(CountDownLatch stopped) {
        return new Waiting() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void until(long nanoTime) {
                try {
                    if (stopped.await(nanoTime - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                        return;
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    stopped.countDown();
                }
            }
        };
    }
}
