package io.tickhouse.connectors.alpaca.memory;

import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/**
 * A gap record. Each gap has one when it is opened and one when it is closed, with the same id; the
 * later one replaces the earlier.
 *
 * @param id unique among gap records: feed, time of the source's start without state, and a running
 *     number
 * @param feed as {@link AlpacaFeed#name()}
 * @param channel wire name
 * @param symbols the symbols of the gap; {@code *} if all are subscribed and the history of none
 *     can be read. A symbol that is given up leaves the gap for a record of its own, whose id is
 *     that of the gap and the symbol
 * @param from first event time that may be missing; for several symbols the earliest
 * @param to last event time that may be missing
 * @param cause an {@code Outcome}, or {@code restored}, {@code started}, {@code unreadable} (a
 *     frame) or {@code too_large} (a message), in lower case
 * @param detail one line for people; for an unrepairable gap the reason
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

    /** The outcome of a gap. */
    public enum State {
        OPEN,
        /** Read from the history. The youngest part was read twice, to catch late messages. */
        REPAIRED,
        /** The channel has no history, or the server does not give it to us. */
        UNREPAIRABLE
    }
}
