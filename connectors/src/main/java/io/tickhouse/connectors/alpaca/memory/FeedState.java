package io.tickhouse.connectors.alpaca.memory;

import io.tickhouse.connectors.Refusal;
import io.tickhouse.connectors.alpaca.wire.AlpacaFeed;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The state of the source, and its format in a checkpoint.
 *
 * <p>Guarantee: each message of a channel with history is emitted once. It rests on these
 * conditions. This state is restored together with what was emitted (a checkpoint holds both). One
 * thread decides for live and recovered messages alike. A symbol's gap begins no later than the
 * overlap before its last message seen, with every identity since then still known. Messages are
 * late by no more than the overlap. The history has everything by the second reading. A channel
 * without history emits each live message once; the rest has gap records.
 *
 * @param gaps which gaps are open, and what was seen
 */
public record FeedState(AlpacaFeed feed, GapBook gaps) {

    /** Version of the format that {@link #write} produces and {@link #read} reads. */
    public static final int VERSION = 1;

    /**
     * The state for a feed about which nothing is known yet.
     *
     * @param run unique id of this run, so that its gap ids never collide with those of an earlier
     *     run
     */
    public static FeedState empty(AlpacaFeed feed, RepairOptions options, String run) {
        return new FeedState(feed, GapBook.empty(feed, options, run));
    }

    /** What was seen of each symbol. */
    public SeenMessages seen() {
        return gaps.seen();
    }

    public void write(DataOutputView out) throws IOException {
        out.writeUTF(feed.name());
        gaps.write(out);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if the state is broken
     * @throws Refusal if it was written for another feed
     */
    public static FeedState read(DataInputView in, AlpacaFeed feed, RepairOptions options)
            throws IOException {
        String name = in.readUTF();
        if (!name.equals(feed.name())) {
            throw new Refusal(
                    "The saved state belongs to the feed "
                            + name
                            + ", but the job reads "
                            + feed.name()
                            + ": use --feed "
                            + name
                            + ", or start without the state.");
        }
        return new FeedState(feed, GapBook.read(in, feed, options));
    }
}
