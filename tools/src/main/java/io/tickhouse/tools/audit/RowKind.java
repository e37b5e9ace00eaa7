package io.tickhouse.tools.audit;

/** What a row can be; each kind has a topic and a table of its own. */
public enum RowKind {
    TRADE(""),
    QUOTE("_quotes"),
    BAR("_bars");

    private final String suffix;

    RowKind(String suffix) {
        this.suffix = suffix;
    }

    /** What the name of the topic or table adds to that of the trades. */
    String suffix() {
        return suffix;
    }

    /** The kind of an element of this type, or null if no row can come of it. */
    static RowKind ofType(String type) {
        return switch (type) {
            case "t" -> TRADE;
            case "q" -> QUOTE;
            case "b", "d", "u", "T" -> BAR;
            default -> null;
        };
    }
}
