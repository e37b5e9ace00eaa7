package io.tickhouse.tools.pinot;

import io.tickhouse.tools.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files {@code NAME.sql} of a folder, each with a comment line as description and one
 * statement.
 */
final class NamedQueries {

    /**
     * A named query.
     *
     * @param description its first line, without the comment mark
     * @param sql the statement alone
     */
    record NamedQuery(String name, String description, String sql) {}

    private final Path folder;

    NamedQueries(Path folder) {
        this.folder = folder;
    }

    /** All of them, by name. */
    List<NamedQuery> all() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".sql"))
                    .sorted()
                    .map(NamedQueries::read)
                    .toList();
        } catch (IOException e) {
            throw UserError.failed(
                    "Cannot list " + folder + ": run the command from a complete checkout.", e);
        }
    }

    Optional<NamedQuery> find(String name) {
        return all().stream().filter(query -> query.name().equals(name)).findFirst();
    }

    private static NamedQuery read(Path file) {
        String name = file.getFileName().toString().replaceFirst("\\.sql$", "");
        try {
            String text = Files.readString(file);
            int end = text.indexOf('\n');
            if (!text.startsWith("--") || end < 0) {
                throw UserError.failed(
                        file + " must begin with a line of comment that describes the query.");
            }
            return new NamedQuery(
                    name, text.substring(2, end).strip(), text.substring(end + 1).strip());
        } catch (IOException e) {
            throw UserError.failed("Cannot read " + file + ".", e);
        }
    }
}
