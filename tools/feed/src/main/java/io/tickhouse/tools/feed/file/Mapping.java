package io.tickhouse.tools.feed.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a file was understood, for the user to check before anything is sent.
 *
 * @param facts facts by name
 * @param columns the columns that are read and what they become, in the order of the fields
 * @param unused names of the columns that are not read
 * @param notes what else a user should know
 * @param firstRows the first messages, by their place in the file
 * @param badRows why rows among the first thousand cannot be read, by line
 * @param daily whether the messages are daily bars
 */
public record Mapping(
        Map<String, String> facts,
        Map<String, String> columns,
        List<String> unused,
        List<String> notes,
        Map<String, String> firstRows,
        Map<Long, String> badRows,
        boolean daily) {

    /** As lines for the terminal. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        facts.forEach((name, value) -> lines.add("%-12s %s".formatted(name, value)));
        int width = columns.keySet().stream().mapToInt(String::length).max().orElse(0);
        String title = "columns";
        for (Map.Entry<String, String> column : columns.entrySet()) {
            lines.add(
                    "%-12s %s -> %s"
                            .formatted(title, pad(column.getKey(), width), column.getValue()));
            title = "";
        }
        if (!unused.isEmpty()) {
            lines.add("%-12s %s".formatted("not used", String.join(", ", unused)));
        }
        notes.forEach(note -> lines.add("%-12s %s".formatted("note", note)));
        title = "first rows";
        for (Map.Entry<String, String> row : firstRows.entrySet()) {
            lines.add("%-12s %s".formatted(title, row.getKey() + ": " + row.getValue()));
            title = "";
        }
        return lines;
    }

    /** As a tree for JSON. */
    public Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>(facts);
        tree.put("columns", columns);
        tree.put("notUsed", unused);
        tree.put("notes", notes);
        tree.put("firstRows", firstRows);
        tree.put("badRows", badRows);
        return tree;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
