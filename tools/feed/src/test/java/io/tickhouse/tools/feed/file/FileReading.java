package io.tickhouse.tools.feed.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** Reads a file to its end, with the options as a user gives them. */
final class FileReading {

    static final int YEAR = 2026;

    final List<String> messages = new ArrayList<>();
    final List<String> badRows = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    final Mapping mapping;

    private FileReading(Path path, String... args) throws IOException {
        FileOptions options = options(args);
        try (ReplayFile file = ReplayFile.open(path, options, path.resolveSibling("tmp"))) {
            Messages reader =
                    Messages.of(
                            file,
                            options,
                            YEAR,
                            (line, reason) -> badRows.add(line + ": " + reason));
            mapping = reader.mapping();
            for (Element e = reader.next(); e != null; e = reader.next()) {
                messages.add(new String(e.json(), StandardCharsets.UTF_8));
            }
            notes.addAll(mapping.notes());
            notes.addAll(reader.newNotes());
        }
    }

    static FileOptions options(String... args) {
        FileOptions options = CommandLine.populateCommand(new FileOptions(), args);
        options.check();
        return options;
    }

    static FileReading of(Path path, String... args) throws IOException {
        return new FileReading(path, args);
    }

    static FileReading of(Path folder, String name, List<String> lines, String... args)
            throws IOException {
        return of(Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n"), args);
    }
}
