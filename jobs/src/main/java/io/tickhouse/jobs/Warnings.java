package io.tickhouse.jobs;

/** What a job has to say to whoever submits it, though it starts. */
final class Warnings {

    private Warnings() {}

    /** On a line of its own; {@code ./tickhouse submit} passes it on. */
    static void print(String sentence) {
        System.err.println("Warning: " + sentence);
    }
}
