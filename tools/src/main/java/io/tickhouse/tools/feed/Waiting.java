package io.tickhouse.tools.feed;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The clock that a feed is paced by; tests bring their own. */
interface Waiting {

    /** Nanoseconds that only their differences mean something of. */
    long nanoTime();

    /** Waits until {@link #nanoTime} is there, or comes back early when the feed is stopped. */
    void until(long nanoTime);

    /** The real clock; a wait ends early when the latch opens or the thread is interrupted. */
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
