package io.tickhouse.alpaca.emulator;

import java.util.List;

/**
 * What a trade does to a bar, by its conditions. This is Alpaca's own rule, as its market data FAQ
 * says it. It is a rule apart from that of the tapes: a derivatively priced trade sets no price of
 * a minute. Only the codes that a {@link Sale} has are told apart; any other counts in volume
 * alone.
 */
public enum BarRule {
    MINUTE,
    DAY;

    /** Opens the bar if it is the first, and closes it if no trade has {@link #LAST}. */
    static final int FIRST = 1;

    static final int LAST = 2;
    static final int HIGH_LOW = 4;
    static final int VOLUME = 8;

    private static final int ALL = FIRST | LAST | HIGH_LOW | VOLUME;

    /** The bits of what a trade does. For each of them the strictest of its conditions decides. */
    public int effect(String tape, List<String> conditions) {
        int effect = ALL;
        for (String code : conditions) {
            effect &= effect(tape, code);
        }
        return effect;
    }

    private int effect(String tape, String code) {
        return switch (code) {
            case "@", " ", "F", "L", "O", "6", "X" -> ALL;
            case "B" -> "C".equals(tape) ? ALL : VOLUME;
            case "T" -> this == MINUTE ? ALL : VOLUME;
            case "P", "Z", "4" -> this == MINUTE ? VOLUME : FIRST | HIGH_LOW | VOLUME;
            case "M", "Q" -> 0;
            default -> VOLUME;
        };
    }
}
