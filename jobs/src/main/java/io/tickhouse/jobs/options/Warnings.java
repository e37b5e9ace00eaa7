package io.tickhouse.jobs.options;

/** Warnings of a job that starts, for the person who submits it. */
public final class Warnings {

    private Warnings() {}

    /** On a line of its own; {@code ./tickhouse submit} passes it on. */
    public static void print(String sentence) {
        System.err.println("Warning: " + sentence);
    }
}
