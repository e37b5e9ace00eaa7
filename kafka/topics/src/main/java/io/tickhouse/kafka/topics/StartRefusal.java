package io.tickhouse.kafka.topics;

/**
 * A program that would lose or repeat data, or cannot reach what it needs, refuses to start. The
 * message names the cause and the remedy in one sentence; there is no stack trace, since nothing in
 * the program is wrong.
 */
public final class StartRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartRefusal(String message) {
        super(message, null, false, false);
    }
}
