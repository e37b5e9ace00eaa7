package io.tickhouse.tools;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files {@code NAME.sql} of a folder, each with a comment line as description and one
 * statement.
 */
public final class NamedQueries {

    /**
     * A named query.
     *
     * @param description its first line, without the comment mark
     * @param sql the statement alone
     */
    public record NamedQuery(String name, String description, String sql) {}

    private final Path folder;

    public NamedQueries(Path folder) {
        this.folder = folder;
    }

    /** All of them, by name. */
    public List<NamedQuery> all() {
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

    /** Prints their names and descriptions. */
    public void list(PrintWriter out) {
        for (NamedQuery each : all()) {
            out.printf("%-18s %s%n", each.name(), each.description());
        }
        out.flush();
    }

    /**
     * The statement itself, or that of the query with this name.
     *
     * @throws UserError if there is neither
     */
    public String sql(String query) {
        if (query == null || query.isBlank()) {
            throw UserError.badUsage("Give SQL or the name of a query; --list shows the names.");
        }
        // A statement contains white space, a name does not.
        if (query.strip().chars().anyMatch(Character::isWhitespace)) {
            return query;
        }
        return find(query.strip())
                .map(NamedQuery::sql)
                .orElseThrow(
                        () ->
                                UserError.badUsage(
                                        "There is no query named "
                                                + query.strip()
                                                + "; --list shows the names."));
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
