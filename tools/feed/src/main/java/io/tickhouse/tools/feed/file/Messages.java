package io.tickhouse.tools.feed.file;

import java.io.IOException;
import java.util.List;

/** A file that was understood: its messages and how it was read. */
public interface Messages extends ElementReader {

    /** Available before the first message is read. */
    Mapping mapping();

    /** Notes added since the last call, each once. */
    List<String> newNotes();

    /**
     * Reads a file after determining what it is.
     *
     * @throws io.tickhouse.tools.UserError if it cannot be determined; names the property of the
     *     file that prevents it and the option that helps
     * @throws IOException if the file cannot be read
     */
    static Messages of(ReplayFile file, FileOptions options, int year, BadRows badRows)
            throws IOException {
        boolean json = options.json() == null ? file.isJson() : options.json();
        return json
                ? JsonReader.open(file, options, badRows)
                : new CsvReader(file, options, year, badRows);
    }
}
