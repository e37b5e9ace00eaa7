package io.tickhouse.tools;

/**
 * Text that came from elsewhere, made fit for a terminal: dead letters come from anyone, and a
 * terminal obeys escape sequences.
 */
public final class Printable {

    private Printable() {}

    /** With {@code \xNN} for each control but the tab; so that a record stays one line, too. */
    public static String text(String text) {
        return escaped(text, "\\x%02x");
    }

    /** The same within JSON without line ends, in the escapes of JSON. */
    public static String json(String json) {
        return escaped(json, "\\u%04x");
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

    /** Controls of both ranges, and what turns the direction of writing. */
    private static boolean obeyed(int c) {
        return (Character.isISOControl(c) && c != '\t')
                || (c >= 0x202a && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069);
    }
}
