package io.tickhouse.connectors;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * A job that would lose or repeat data, or cannot reach what it needs, refuses to start, or to go
 * on. The message names the cause and the remedy in one sentence; there is no stack trace, since
 * nothing in the program is wrong.
 *
 * <p>Marked so that Flink fails a running job at once, whatever its restart strategy: each restart
 * would find the same.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public Refusal(String message) {
        super(message, null, false, false);
    }
}
