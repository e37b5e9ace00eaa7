package io.tickhouse.model.analytics;

/**
 * What a trade does to the figures of its interval, by a {@link Ruleset}: a set of these bits. A
 * trade without any of the first four does not count at all.
 */
public final class Effect {

    /** It may be the open and the close. */
    public static final int LAST = 1;

    /**
     * It is the open if no trade that may be the open or close is earlier, and the close only if no
     * trade has {@link #LAST}. Never together with that.
     */
    public static final int FIRST = 1 << 1;

    /** It may be the high and the low. */
    public static final int HIGH_LOW = 1 << 2;

    /** Its size counts. */
    public static final int VOLUME = 1 << 3;

    /** One of its conditions is not in the table. */
    public static final int UNKNOWN = 1 << 4;

    /** It sets prices only outside of regular trading: see {@link #inRegularHours}. */
    public static final int EXTENDED_ONLY = 1 << 5;

    private static final int PRICES = LAST | FIRST | HIGH_LOW;

    private Effect() {}

    /**
     * The effect of a trade between the opening and the close of regular trading. At any other time
     * the effect is what the rules say.
     */
    public static int inRegularHours(int effect) {
        return (effect & EXTENDED_ONLY) == 0 ? effect : effect & ~(PRICES | EXTENDED_ONLY);
    }

    static boolean counts(int effect) {
        return (effect & (PRICES | VOLUME)) != 0;
    }

    static boolean setsPrices(int effect) {
        return (effect & PRICES) != 0;
    }
}
