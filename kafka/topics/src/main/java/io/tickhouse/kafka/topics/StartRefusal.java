package io.tickhouse.kafka.topics;

/**
 * The refusal of a program to start, because it would lose or repeat data or cannot reach what it
 * needs. The message names the cause and the remedy in one sentence. There is no stack trace,
 * because nothing in the program is wrong.
 */
public final class StartRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartRefusal(String message) {
        super(message, null, false, false);
    }
}
