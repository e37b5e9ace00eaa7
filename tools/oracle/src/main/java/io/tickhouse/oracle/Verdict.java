package io.tickhouse.oracle;

import java.util.Set;

/** What one element of a raw record, or the whole record, must become. */
public final class Verdict {

    /** What becomes of an element. */
    public enum Kind {
        TRADE,
        QUOTE,
        BAR,
        CORRECTION,
        STATUS,
        LULD,
        IMBALANCE,
        CLOCK,
        DEAD_LETTER
    }

    /** {@link #index} when the whole record is one dead letter. */
    public static final int WHOLE_RECORD = -1;

    private final Kind kind;
    private final int index;
    private final String symbol;
    private final Set<String> reasons;
    private final byte[] bytes;
    private final int elements;

    private Verdict(
            Kind kind, int index, String symbol, Set<String> reasons, byte[] bytes, int elements) {
        this.kind = kind;
        this.index = index;
        this.symbol = symbol;
        this.reasons = reasons;
        this.bytes = bytes;
        this.elements = elements;
    }

    static Verdict row(Kind kind, int index, String symbol, byte[] json) {
        return new Verdict(kind, index, symbol, Set.of(), json, 1);
    }

    static Verdict dead(Set<String> reasons, int index, byte[] original, int elements) {
        return new Verdict(Kind.DEAD_LETTER, index, null, Set.copyOf(reasons), original, elements);
    }

    public Kind kind() {
        return kind;
    }

    /** Position in the array, from 0, or {@link #WHOLE_RECORD}. */
    public int index() {
        return index;
    }

    /** The key of a row; null for a dead letter. */
    public String symbol() {
        return symbol;
    }

    /** Number of consecutive elements: 1, unless it is a run of dead ones. */
    public int elements() {
        return elements;
    }

    /**
     * Names of the reasons that a dead letter may give. There is one for each fault of the element,
     * because the rule does not say which of several it names. Empty for a row.
     */
    public Set<String> reasons() {
        return reasons;
    }

    /** The flattened JSON of a row, the original bytes of a dead letter; not copied. */
    public byte[] bytes() {
        return bytes;
    }
}
