package io.tickhouse.tools.feed.file;

/** A row that cannot be read, and why: names the cell and, where there is one, the remedy. */
class BadCell extends Exception {

    private static final long serialVersionUID = 1L;

    BadCell(String message) {
        super(message);
    }

    /**
     * What only the user can tell: a zone, the order of day and month. Among the first rows it
     * refuses the file.
     */
    static final class Unsaid extends BadCell {

        private static final long serialVersionUID = 1L;

        Unsaid(String message) {
            super(message);
        }
    }
}
