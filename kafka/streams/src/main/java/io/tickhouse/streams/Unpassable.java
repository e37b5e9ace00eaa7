package io.tickhouse.streams;

/**
 * A failure after which the app cannot go on, and that a restart would meet again. The message says
 * why and what to do, in one sentence.
 */
final class Unpassable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Unpassable(String message) {
        super(message);
    }
}
