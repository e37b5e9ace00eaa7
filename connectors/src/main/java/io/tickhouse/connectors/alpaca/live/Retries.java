package io.tickhouse.connectors.alpaca.live;

import java.time.Duration;
import java.util.Random;

/** What is remembered from one connection to the next, to decide what follows. For one thread. */
final class Retries {

    /** After this many connections in a row that leave symbols out, we give up. */
    private static final int PARTIAL_CONNECTIONS = 3;

    private final Backoff backoff;
    private final Duration stable;
    private final Random jitter;
    private int chunk;
    private int failures;
    private int slotTaken;
    private Duration slotWaited = Duration.ZERO;
    private int partial;

    Retries(LiveFeedOptions options, Random jitter) {
        this.backoff = options.backoff();
        this.stable = options.patience().stable();
        this.chunk = options.chunk();
        this.jitter = jitter;
    }

    /** Pairs of channel and symbol in the next subscribe messages. */
    int chunk() {
        return chunk;
    }

    /**
     * Notes that a connection has ended.
     *
     * @param lived time since all was acknowledged, null if it never was
     * @return the outcome to act on, given the connections before it
     */
    Outcome judge(Outcome outcome, Duration lived) {
        if (lived != null) {
            partial = 0;
            slotTaken = 0;
            slotWaited = Duration.ZERO;
            // A server that accepts us only to hang up at once must not be contacted at full pace.
            if (lived.compareTo(stable) >= 0) {
                failures = 0;
            }
        }
        failures++;
        if (outcome == Outcome.PARTIAL_ACKNOWLEDGEMENT && ++partial >= PARTIAL_CONNECTIONS) {
            return Outcome.SYMBOLS_NOT_ACKNOWLEDGED;
        }
        if (outcome == Outcome.CONNECTION_LIMIT
                && slotWaited.compareTo(backoff.slotBudget()) >= 0) {
            return Outcome.CONNECTION_LIMIT_LASTS;
        }
        if (outcome.reaction() == Outcome.Reaction.RETRY_WITH_SMALLER_CHUNKS && lived == null) {
            chunk = Math.max(1, chunk / 2);
        }
        return outcome;
    }

    /**
     * The wait after an outcome that {@link #judge} gave.
     *
     * @param asked the wait that the server asked for, or null
     */
    Duration waitAfter(Outcome outcome, Duration asked) {
        return switch (outcome.reaction()) {
            case RETRY_WHEN_SLOT_IS_FREE -> {
                Duration wait = backoff.afterTakenSlot(++slotTaken);
                slotWaited = slotWaited.plus(wait);
                yield wait;
            }
            case RETRY_WHEN_SERVER_SAYS -> backoff.afterServersWord(asked, failures, jitter);
            default -> backoff.afterFailure(failures, jitter);
        };
    }
}
