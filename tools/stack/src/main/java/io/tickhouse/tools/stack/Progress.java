package io.tickhouse.tools.stack;

/** Receives what a long operation is doing, line by line. Lines may come from several threads. */
@FunctionalInterface
public interface Progress {

    void line(String text);

    /** For tests and scripts that do not need it. */
    static Progress silent() {
        return text -> {};
    }

    /** Writes to standard error, so that it does not mix with a script's result. */
    static Progress toStandardError() {
        return text -> {
            synchronized (System.err) {
                System.err.println(text);
            }
        };
    }
}
