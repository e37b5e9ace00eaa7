package io.tickhouse.tools.feed.file;

import java.io.IOException;
import java.util.List;

/** A file that was understood: its messages, and what it was taken for. */
public interface Messages extends ElementReader {

    /** Told before the first message is asked for. */
    Mapping mapping();

    /** Notes that came up since, each once. */
    List<String> newNotes();

    /**
     * Understands a file.
     *
     * @throws io.tickhouse.tools.UserError when it cannot, with the property of the file that is in
     *     the way and the option that helps
     * @throws IOException when the file cannot be read
     */
    static Messages of(ReplayFile file, FileOptions options, int year, BadRows badRows)
            throws IOException {
        boolean json = options.json() == null ? file.isJson() : options.json();
        return json
                ? JsonReader.open(file, options, badRows)
                : new CsvReader(file, options, year, badRows);
    }
}
