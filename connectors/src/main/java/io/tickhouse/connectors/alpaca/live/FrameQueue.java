package io.tickhouse.connectors.alpaca.live;

import io.tickhouse.connectors.alpaca.live.FeedEvent.Data;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The events that were received and not yet taken, in order. Data is bounded in frames and bytes: a
 * producer of more waits, and with it the socket. Events about the connection always have room,
 * because there are at most three of them per connection.
 */
final class FrameQueue {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Condition notFull = lock.newCondition();
    private final ArrayDeque<FeedEvent> events = new ArrayDeque<>();
    private final int maxFrames;
    private final long maxBytes;
    private int frames;
    private long bytes;
    private boolean closed;

    FrameQueue(LiveFeedOptions.Queue bounds) {
        this.maxFrames = bounds.frames();
        this.maxBytes = bounds.bytes();
    }

    /** Adds data if there is room. A frame larger than the whole queue fits into an empty one. */
    boolean offer(Data data) {
        lock.lock();
        try {
            if (!hasRoom(data)) {
                return false;
            }
            append(data);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds data as soon as there is room.
     *
     * @return false if the queue was closed instead
     */
    boolean put(Data data) throws InterruptedException {
        lock.lock();
        try {
            while (!closed && !hasRoom(data)) {
                notFull.await();
            }
            if (closed) {
                return false;
            }
            append(data);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom(Data data) {
        return frames == 0 || (frames < maxFrames && bytes + data.frame().length <= maxBytes);
    }

    private void append(Data data) {
        if (!closed) {
            frames++;
            bytes += data.frame().length;
            events.add(data);
            notEmpty.signal();
        }
    }

    /** Adds an event about the connection. */
    void add(FeedEvent event) {
        lock.lock();
        try {
            if (!closed) {
                events.add(event);
                notEmpty.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The next event, null if none came in time or the queue is closed. */
    FeedEvent poll(Duration wait) throws InterruptedException {
        long nanos = wait.toNanos();
        lock.lockInterruptibly();
        try {
            while (events.isEmpty() && !closed && nanos > 0) {
                nanos = notEmpty.awaitNanos(nanos);
            }
            FeedEvent event = events.poll();
            if (event instanceof Data data) {
                frames--;
                bytes -= data.frame().length;
                notFull.signal();
            }
            return event;
        } finally {
            lock.unlock();
        }
    }

    /** Drops everything, and wakes all threads that wait. */
    void close() {
        lock.lock();
        try {
            closed = true;
            events.clear();
            frames = 0;
            bytes = 0;
            notEmpty.signalAll();
            notFull.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int frames() {
        lock.lock();
        try {
            return frames;
        } finally {
            lock.unlock();
        }
    }

    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }
}
