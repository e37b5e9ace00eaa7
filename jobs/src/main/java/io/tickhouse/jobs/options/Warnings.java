package io.tickhouse.jobs.options;

/** What a job has to say to whoever submits it, though it starts. */
public final class Warnings {

    private Warnings() {}

    /** On a line of its own; {@code ./tickhouse submit} passes it on. */
    public static void print(String sentence) {
        System.err.println("Warning: " + sentence);
    }
}
