package io.tickhouse.streams;

/** The app cannot run as it was told to; the message says why and what to do, in one sentence. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Refusal(String message) {
        super(message);
    }
}
