package io.tickhouse.connectors.alpaca.live;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * How long to wait before the next attempt.
 *
 * @param first the longest wait after the first failure; it doubles with each further one
 * @param max the longest wait after any failure
 * @param slot waits after "connection limit exceeded" (406), in order; the last one repeats until
 *     the budget is used up
 * @param slotBudget time after which a taken slot can no longer be a dead session of ours (the
 *     server keeps those for about 90 s)
 */
public record Backoff(Duration first, Duration max, List<Duration> slot, Duration slotBudget)
        implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Multiple of the longest wait. */
    private static final int UNTIL_SOMEBODY_ACTS = 10;

    /** The longest wait that is accepted from a server; a longer one is cut to it. */
    public static final Duration LONGEST_BELIEVED = Duration.ofMinutes(15);

    public static final Backoff DEFAULT =
            new Backoff(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(60),
                    List.of(
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(20),
                            Duration.ofSeconds(30)),
                    Duration.ofSeconds(150));

    public Backoff {
        slot = List.copyOf(slot);
        if (slot.isEmpty()
                || isTooShort(first)
                || slot.stream().anyMatch(Backoff::isTooShort)
                || max.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "Every wait must be at least 1 ms, and max-backoff at least first-backoff");
        }
    }

    /**
     * Waits are counted in milliseconds: a shorter one would be none, and the retries would run
     * hot.
     */
    private static boolean isTooShort(Duration wait) {
        return wait.toMillis() < 1;
    }

    /**
     * A random time up to {@code first * 2^(failures - 1)}, at most {@code max}. Full jitter keeps
     * clients that lost the server together from coming back together. The time is never below a
     * tenth of {@code first}, so that chance cannot make a hot loop.
     *
     * @param failures number of failures in a row, at least 1
     */
    public Duration afterFailure(int failures, Random jitter) {
        long least = first.toMillis() / 10;
        long most = max.toMillis();
        int doublings = failures - 1;
        if (doublings < Long.numberOfLeadingZeros(first.toMillis()) - 1) {
            most = Math.min(most, first.toMillis() << doublings);
        }
        return Duration.ofMillis(least + (long) (jitter.nextDouble() * (most - least + 1)));
    }

    /**
     * The wait after a taken slot.
     *
     * @param times how often in a row the slot was found taken, at least 1
     */
    Duration afterTakenSlot(int times) {
        return slot.get(Math.min(times, slot.size()) - 1);
    }

    /**
     * The wait that the server asked for, plus a little jitter; or {@link #afterFailure} if that is
     * longer or the server did not ask.
     *
     * @param asked null if the server named no time
     */
    public Duration afterServersWord(Duration asked, int failures, Random jitter) {
        Duration own = afterFailure(failures, jitter);
        if (asked == null) {
            return own;
        }
        Duration believed = asked.compareTo(LONGEST_BELIEVED) > 0 ? LONGEST_BELIEVED : asked;
        Duration word = believed.plusMillis((long) (jitter.nextDouble() * first.toMillis()));
        return word.compareTo(own) > 0 ? word : own;
    }

    /** The wait for what only a person can change: ten times {@code max}, plus a little jitter. */
    public Duration afterDenial(Random jitter) {
        return max.multipliedBy(UNTIL_SOMEBODY_ACTS)
                .plusMillis((long) (jitter.nextDouble() * max.toMillis()));
    }
}
