package io.tickhouse.connectors.alpaca.reader;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * The feed cannot be read until the user changes something; the message says what. Marked so that
 * Flink fails the job at once, whatever its restart strategy: each restart would log in again, and
 * be refused again.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class FeedFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public FeedFailure(String message) {
        super(message, null, false, false);
    }
}
