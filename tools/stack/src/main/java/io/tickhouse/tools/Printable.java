package io.tickhouse.tools;

import java.util.stream.Collectors;

/**
 * Makes text from elsewhere safe to print on a terminal. Anyone can write a dead letter, and a
 * terminal obeys escape sequences.
 */
public final class Printable {

    private Printable() {}

    /**
     * Replaces each control character except the tab by {@code \xNN}, so a record also stays one
     * line.
     */
    public static String text(String text) {
        return escaped(text, "\\x%02x");
    }

    /** The same for JSON, with JSON escapes. Line ends stay, because JSON has none within texts. */
    public static String json(String json) {
        return json.lines()
                .map(line -> escaped(line, "\\u%04x"))
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private static String escaped(String text, String control) {
        if (text == null || text.chars().noneMatch(Printable::obeyed)) {
            return text;
        }
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (obeyed(c)) {
                safe.append((c < 0x100 ? control : "\\u%04x").formatted((int) c));
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }

    /** Whether a terminal acts on it: controls of both ranges, and changes of text direction. */
    private static boolean obeyed(int c) {
        return (Character.isISOControl(c) && c != '\t')
                || (c >= 0x202a && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069);
    }
}
