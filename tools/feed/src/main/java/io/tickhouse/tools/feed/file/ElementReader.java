package io.tickhouse.tools.feed.file;

import java.io.IOException;

/** The messages of a file, in file order. */
@FunctionalInterface
public interface ElementReader {

    /** Takes the rows that cannot be read. */
    @FunctionalInterface
    interface BadRows {

        void report(long line, String reason);
    }

    /**
     * The next message, or null at the end. Bad rows before it are reported and skipped.
     *
     * @throws IOException if the file cannot be read any further
     */
    Element next() throws IOException;
}
