package io.tickhouse.tools;

import java.time.Duration;

/** How long a command may wait for what it looks for. */
public final class Patience {

    /** A year; nanoseconds count up to 292. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private Patience() {}

    /**
     * The time that {@code --wait} gives.
     *
     * @throws UserError if it is negative or longer than a year
     */
    public static Duration of(Duration wait) {
        if (wait.isNegative() || wait.compareTo(LONGEST) > 0) {
            throw UserError.badUsage(
                    "--wait takes seconds, 0 to "
                            + LONGEST.toSeconds()
                            + ", not "
                            + wait.toSeconds()
                            + ".");
        }
        return wait;
    }
}
