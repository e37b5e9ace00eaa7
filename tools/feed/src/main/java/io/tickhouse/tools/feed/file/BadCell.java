package io.tickhouse.tools.feed.file;

/**
 * A row that cannot be read. The message names the cell, the reason and the remedy if there is one.
 */
class BadCell extends Exception {

    private static final long serialVersionUID = 1L;

    BadCell(String message) {
        super(message);
    }

    /**
     * Something that only the user can tell, such as a zone or the order of day and month. In the
     * first rows it makes the reader reject the file.
     */
    static final class Unsaid extends BadCell {

        private static final long serialVersionUID = 1L;

        Unsaid(String message) {
            super(message);
        }
    }
}
