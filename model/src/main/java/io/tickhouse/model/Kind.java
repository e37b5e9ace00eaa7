package io.tickhouse.model;

/** What a message is. Each kind has a class, a topic and a table of its own. */
public enum Kind {
    TRADE("trades", ""),
    QUOTE("quotes", "_quotes"),
    BAR("bars", "_bars");

    private final String plural;
    private final String suffix;

    Kind(String plural, String suffix) {
        this.plural = plural;
        this.suffix = suffix;
    }

    /** As in texts and on the command line: {@code trades}. */
    public String plural() {
        return plural;
    }

    /** What the name of its topic or table adds to the one of the trades. */
    public String suffix() {
        return suffix;
    }

    /** The kind of a message with this {@code T}; null if no row can come of it. */
    public static Kind ofType(String type) {
        return type.length() == 1 ? ofType(type.charAt(0)) : null;
    }

    /** The kind of a message with this letter as {@code T}; null if no row can come of it. */
    static Kind ofType(int letter) {
        return switch (letter) {
            case 't' -> TRADE;
            case 'q' -> QUOTE;
            case 'b', 'd', 'u', 'T' -> BAR;
            default -> null;
        };
    }
}
