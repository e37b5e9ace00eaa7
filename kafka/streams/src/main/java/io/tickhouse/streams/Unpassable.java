package io.tickhouse.streams;

/**
 * The app cannot go on, and would find the same when it begins again. The message says why and what
 * to do, in one sentence.
 */
final class Unpassable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Unpassable(String message) {
        super(message);
    }
}
