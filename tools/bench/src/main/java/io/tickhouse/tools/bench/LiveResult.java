package io.tickhouse.tools.bench;

/** Result of one contender in a live trial, with one delivery. */
interface LiveResult {

    String contender();

    String delivery();

    /** Null if the run did not fail. */
    String failure();

    /** The figures in a few words. Not asked for where the run failed. */
    String summary();

    default String title() {
        return contender() + ", " + delivery();
    }
}
