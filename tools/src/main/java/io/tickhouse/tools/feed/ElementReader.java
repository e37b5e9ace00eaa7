package io.tickhouse.tools.feed;

import java.io.IOException;

/** The messages of a file, in its order. */
interface ElementReader {

    /** Takes the lines that hold no message. */
    @FunctionalInterface
    interface BadLines {

        void report(long line, String reason);
    }

    /**
     * The next message, or null at the end. Bad lines before it are reported and passed over.
     *
     * @throws IOException when the file cannot be read any further
     */
    Element next() throws IOException;
}
