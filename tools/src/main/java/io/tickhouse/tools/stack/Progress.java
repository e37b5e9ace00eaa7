package io.tickhouse.tools.stack;

/**
 * Receives what a long operation is doing, a line at a time; lines may come from several threads.
 */
@FunctionalInterface
public interface Progress {

    void line(String text);

    /** For tests and scripts that do not want to know. */
    static Progress silent() {
        return text -> {};
    }

    /** To standard error, where a script's result is not disturbed. */
    static Progress toStandardError() {
        return text -> {
            synchronized (System.err) {
                System.err.println(text);
            }
        };
    }
}
