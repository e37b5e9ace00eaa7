package io.tickhouse.connectors.alpaca;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/**
 * A line of the gap ledger. Each gap has one when it is opened and one when it is closed, with the
 * same id; the later one replaces the earlier.
 *
 * @param id unique for the ledger: feed, when the source was started without state, and a running
 *     number
 * @param feed as {@link AlpacaFeed#name()}
 * @param channel wire name
 * @param symbols what the gap touches; {@code *} where the channel has no history and all of it was
 *     subscribed. A symbol that is given up alone leaves the gap for a line of its own, which has
 *     the id of the gap and the symbol
 * @param from first event time that may be missing; at a gap of several symbols the earliest
 * @param to last event time that may be missing
 * @param cause an {@link Outcome}, or {@code restored}, {@code started}, {@code unreadable} (a
 *     frame) or {@code too_large} (a message), in lower case
 * @param detail one line for people; at an unrepairable gap the reason
 * @param opened when the feed was live again and the gap could be measured
 * @param closed null while it is open
 * @param rows messages recovered so far
 */
public record GapRecord(
        String id,
        String feed,
        String channel,
        List<String> symbols,
        Instant from,
        Instant to,
        String cause,
        String detail,
        Instant opened,
        Instant closed,
        long rows,
        State state)
        implements Serializable {

    private static final long serialVersionUID = 1L;

    /** What became of a gap. */
    public enum State {
        OPEN,
        /** Read from the history; what is young twice, the second time for what came late. */
        REPAIRED,
        /** There is no history of the channel, or the server does not give it to us. */
        UNREPAIRABLE
    }
}
