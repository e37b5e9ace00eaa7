package io.tickhouse.connectors.alpaca;

import java.time.Duration;
import java.util.Random;

/** What is remembered from one connection to the next, to know what follows. One thread. */
final class Retries {

    /** Connections in a row that leave symbols out before we give up. */
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
     * Takes note of an ended connection.
     *
     * @param lived since all was acknowledged, null if it never was
     * @return what it counts as in the light of those before it
     */
    Outcome judge(Outcome outcome, Duration lived) {
        if (lived != null) {
            partial = 0;
            slotTaken = 0;
            slotWaited = Duration.ZERO;
            // A server that accepts us only to hang up at once must not be asked at full pace.
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
     * @param asked by the server, null if it did not
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
