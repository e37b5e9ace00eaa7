package io.tickhouse.streams;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what to do about a failed thread. After a temporary failure (a broker that does not
 * answer in time) a new thread goes on from the last commit. A permanent one, such as missing
 * rights, a deleted topic or a fault of ours, ends the app with a reason. Its supervisor and a
 * person then see it. A temporary failure that keeps coming back ends it as well. Kafka Streams
 * handles some failures itself and never asks here: {@link Attempts} counts those.
 */
final class Failures implements StreamsUncaughtExceptionHandler {

    static final int MOST_REPLACEMENTS = 10;

    private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private final LongSupplier nanoTime;
    private final Deque<Long> replacements = new ArrayDeque<>();
    private String reason;

    Failures() {
        this(System::nanoTime);
    }

    Failures(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
        if (passes(failure) && mayReplace()) {
            LOG.warn("A thread failed and is replaced: {}", describe(failure), failure);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        reason = describe(failure);
        LOG.error("A thread failed and is not replaced: {}", reason, failure);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /** Why the app had to end, if a failure ended it. */
    synchronized Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    private boolean mayReplace() {
        long now = nanoTime.getAsLong();
        while (!replacements.isEmpty() && now - replacements.peekFirst() > WINDOW_NANOS) {
            replacements.removeFirst();
        }
        if (replacements.size() >= MOST_REPLACEMENTS) {
            return false;
        }
        replacements.addLast(now);
        return true;
    }

    private static boolean passes(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // An unknown topic counts as retriable elsewhere, but an input that is gone stays gone.
            if (cause instanceof MissingSourceTopicException) {
                return false;
            }
            if (cause instanceof RetriableException
                    || cause instanceof TransactionAbortableException) {
                return true;
            }
        }
        return false;
    }

    private static String describe(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof MissingSourceTopicException) {
            return "the input topic is gone";
        }
        if (root instanceof Unpassable) {
            return root.getMessage();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }
}
