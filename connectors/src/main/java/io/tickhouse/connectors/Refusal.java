package io.tickhouse.connectors;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * The refusal of a job to start, or to go on, because it would lose or repeat data or cannot reach
 * what it needs. The message names the cause and the remedy in one sentence. There is no stack
 * trace, because nothing in the program is wrong.
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
